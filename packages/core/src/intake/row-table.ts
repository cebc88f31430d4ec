import { WORDS } from "../evidence/block.ts";
import { sameValue, tableSize } from "../evidence/dictionary.ts";

/**
 * Finds earlier rows with the same key over several blocks, by open addressing. A key is one column, or a few taken together; values are evenly
 * spread, so the first words make the hash. Constant time a row.
 */
export class RowTable {
  /** Where the earlier row stands that the last `seen` found. */
  block = -1;
  row = -1;
  readonly #keys: readonly (readonly Uint32Array[])[];
  readonly #slotRow: Int32Array;
  readonly #slotBlock: Uint16Array;

  /** @param keys by block: the columns that make the key; @param rows in all blocks together */
  constructor(keys: readonly (readonly Uint32Array[])[], rows: number) {
    this.#keys = keys;
    this.#slotRow = new Int32Array(tableSize(rows)).fill(-1);
    this.#slotBlock = new Uint16Array(this.#slotRow.length);
  }

  /** Whether an earlier row has the key of this one; if none has, this one is taken in. */
  seen(block: number, row: number): boolean {
    const columns = this.#keys[block];
    const mask = this.#slotRow.length - 1;
    const at = row * WORDS;
    let slot = columns[0][at] & mask;
    for (let i = 1; i < columns.length; i++) slot = (Math.imul(slot, 31) ^ columns[i][at]) & mask;
    for (; this.#slotRow[slot] >= 0; slot = (slot + 1) & mask) {
      const other = this.#keys[this.#slotBlock[slot]];
      const otherAt = this.#slotRow[slot] * WORDS;
      let same = true;
      for (let i = 0; i < columns.length && same; i++) same = sameValue(columns[i], at, other[i], otherAt);
      if (!same) continue;
      this.block = this.#slotBlock[slot];
      this.row = this.#slotRow[slot];
      return true;
    }
    this.#slotRow[slot] = row;
    this.#slotBlock[slot] = block;
    return false;
  }
}
