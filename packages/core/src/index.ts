export { KoppelError } from "./errors.ts";
export { pseudonymiseFile, type PseudonymiseOptions, type PseudonymiseResult } from "./source/pseudonymise-file.ts";
export type { ProviderRow, RegistryRow } from "./store/link-store.ts";
export type { RunOptions } from "./table/run.ts";
export { LinkTable, registriesOf, type NewRegistry, type TableOptions } from "./table/link-table.ts";
export type * from "./table/results.ts";
