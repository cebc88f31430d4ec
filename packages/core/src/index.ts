export { KoppelError } from "./errors.ts";
export { pseudonymiseFile, type PseudonymiseOptions, type PseudonymiseResult } from "./source/pseudonymise-file.ts";
export type { ProviderRow, RegistryRow } from "./store/link-store.ts";
export type { Relinking, RelinkOptions } from "./table/relinking.ts";
export type { RunOptions } from "./table/run.ts";
export type { Decision, Statement, Subject, Verdict } from "./table/decisions.ts";
export type { Erasure } from "./table/erasure.ts";
export { LinkTable, registriesOf, type NewRegistry, type TableOptions } from "./table/link-table.ts";
export type * from "./table/results.ts";
