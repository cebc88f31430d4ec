import { encryptColumn, translateColumn } from "@koppel/keyring";

import { HAS_NUMBER, WORDS, type Block } from "./block.ts";

/** The type of patient numbers. */
export const NUMBER_TYPE = "MRN";

/** Keys that carry a column into another domain; `from` is null for values of stage 1. */
export interface Passage {
  readonly from: Uint8Array | null;
  readonly to: Uint8Array;
}

/** How all values of a block are carried: by type, undefined where the block has no such column, and patient numbers. */
export interface Passages {
  readonly types: readonly (Passage | undefined)[];
  readonly number: Passage;
}

/**
 * Carries the first values of a column into another domain; what is missing becomes zero.
 *
 * @param present row by row, and with `bit`, says whether there is a value
 * @param out where to, `rows * 4` words or more; the column itself will do
 */
export function carryColumn(
  column: Uint32Array,
  present: Uint16Array,
  { rows, bit }: { readonly rows: number; readonly bit: number },
  { from, to }: Passage,
  out: Uint32Array = column,
): void {
  const [source, target] = [column, out].map(({ buffer, byteOffset }) => new Uint8Array(buffer, byteOffset, rows * 16));
  carryBytes({ from, to }, source, target);
  for (let row = 0; row < rows; row++) if ((present[row] & bit) === 0) out.fill(0, row * WORDS, (row + 1) * WORDS);
}

/** Carries values, 16 bytes each; `target` may be the source itself. */
export function carryBytes({ from, to }: Passage, source: Uint8Array, target: Uint8Array = source): void {
  if (from === null) encryptColumn(to, source, target);
  else translateColumn(from, to, source, target);
}

/** Carries all values of the first records of a block, where they lie. */
export function carryBlock({ values, number, present }: Block, rows: number, passages: Passages): void {
  for (const [type, column] of values.entries())
    if (column !== undefined) carryColumn(column, present, { rows, bit: 1 << type }, passages.types[type]!);
  carryColumn(number, present, { rows, bit: HAS_NUMBER }, passages.number);
}
