export { KoppelError } from "./errors.ts";
export { pseudonymiseFile, type PseudonymiseOptions, type PseudonymiseResult } from "./source/pseudonymise-file.ts";
export type * from "./table/results.ts";
