export { KoppelError } from "./errors.ts";
export { pseudonymiseFile, type PseudonymiseOptions, type PseudonymiseResult } from "./source/pseudonymise-file.ts";
export type { ProviderRow, RegistryRow } from "./store/link-store.ts";
export type { LinkOptions } from "./table/link-run.ts";
export type * from "./table/evaluation-result.ts";
export { LinkTable, registriesOf, type NewRegistry, type TableOptions } from "./table/link-table.ts";
export type * from "./table/results.ts";
export type { Estimate, Model } from "./model/model.ts";
export type { CalibrateOptions, ModelSummary } from "./table/models.ts";
