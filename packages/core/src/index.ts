export { KoppelError } from "./errors.ts";
export { pseudonymiseFile, type PseudonymiseOptions, type PseudonymiseResult } from "./source/pseudonymise-file.ts";
export type { QualityFigure, QualityMeaning, QualityPanel, QualityScope } from "./quality/panel.ts";
export type { ProviderRow, RegistryRow } from "./store/link-store.ts";
export type { LinkOptions } from "./table/link-run.ts";
export { LinkTable, registriesOf, type NewRegistry, type TableOptions } from "./table/link-table.ts";
export type * from "./table/results.ts";
