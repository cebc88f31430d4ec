import { encryptColumn, translateColumn } from "@koppel/keyring";

/** The type of patient numbers. */
export const NUMBER_TYPE = "MRN";

/** Keys that carry a column from one domain, or version of its key, to another; `from` is null for values of stage 1 (R9). */
export interface Passage {
  readonly from: Uint8Array | null;
  readonly to: Uint8Array;
}

/** Carries the values of a column, 16 bytes each, in place. */
export function carryColumn({ from, to }: Passage, column: Uint8Array): void {
  if (from === null) encryptColumn(to, column, column);
  else translateColumn(from, to, column, column);
}
