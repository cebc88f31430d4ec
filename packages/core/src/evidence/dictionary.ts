import { WORDS } from "./block.ts";

/** Codes of a column of values: equal values have equal codes. */
export interface Codes {
  /** 0 for missing, else 1 to `size` in order of first appearance; row r stands at `r * stride + offset`. */
  readonly codes: Int32Array;
  /** Number of distinct values. */
  readonly size: number;
  /** By code minus one: the row where the value first appeared. */
  readonly firstRow: Int32Array;
}

/** Where to write codes, so that several columns can be coded side by side, row by row. */
export interface CodePlace {
  readonly codes: Int32Array;
  readonly stride: number;
  readonly offset: number;
}

/**
 * Codes the values of one column by open addressing. Values must be evenly spread, as pseudonyms are: their first word is the
 * hash. O(rows).
 *
 * @param column `rows * 4` words
 * @param present row by row, and with `bit`, says whether there is a value
 */
export function dictionary(
  column: Uint32Array,
  present: Uint16Array,
  bit: number,
  place: CodePlace = { codes: new Int32Array(present.length), stride: 1, offset: 0 },
): Codes {
  const rows = present.length;
  const { codes, stride, offset } = place;
  const firstRow = new Int32Array(rows);
  const slots = new Int32Array(tableSize(rows));
  const mask = slots.length - 1;
  let size = 0;
  for (let row = 0; row < rows; row++) {
    if ((present[row] & bit) === 0) continue;
    const at = row * WORDS;
    let slot = column[at] & mask;
    let code = slots[slot];
    while (code !== 0 && !sameValue(column, firstRow[code - 1] * WORDS, column, at)) {
      slot = (slot + 1) & mask;
      code = slots[slot];
    }
    if (code === 0) {
      firstRow[size] = row;
      code = slots[slot] = ++size;
    }
    codes[row * stride + offset] = code;
  }
  return { codes, size, firstRow: firstRow.subarray(0, size) };
}

/** Whether two values, each four words from an offset, are equal. */
export function sameValue(a: Uint32Array, i: number, b: Uint32Array, j: number): boolean {
  return a[i] === b[j] && a[i + 1] === b[j + 1] && a[i + 2] === b[j + 2] && a[i + 3] === b[j + 3];
}

/** Order of two values, each four words from an offset: negative, zero or positive. */
export function compareValues(a: Uint32Array, i: number, b: Uint32Array, j: number): number {
  for (let word = 0; word < WORDS; word++) {
    const difference = a[i + word] - b[j + word];
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Slots of an open-addressing table for so many entries: a power of two, at most half full. */
export function tableSize(entries: number): number {
  return 2 ** Math.max(4, Math.ceil(Math.log2(2 * entries + 1)));
}
