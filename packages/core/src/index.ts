export { KoppelError } from "./errors.ts";
export { pseudonymiseFile, type PseudonymiseOptions, type PseudonymiseResult } from "./source/pseudonymise-file.ts";
export type { Model } from "./model/model.ts";
export { suppressed, suppressedParts, type Told } from "./small-numbers.ts";
export type { ProviderRow, RegistryRow, RunRow } from "./store/link-store.ts";
export type { LinkOptions } from "./table/link-run.ts";
export type * from "./table/evaluation-result.ts";
export { LinkTable, registriesOf, type NewRegistry, type TableOptions } from "./table/link-table.ts";
export type * from "./table/results.ts";
