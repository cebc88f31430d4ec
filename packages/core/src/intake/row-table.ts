import { WORDS } from "../evidence/block.ts";
import { sameValue, tableSize } from "../evidence/dictionary.ts";

/** Finds values that occur again over several columns, by open addressing; values are evenly spread. Constant time a row. */
export class RowTable {
  readonly #columns: readonly Uint32Array[];
  readonly #slotRow: Int32Array;
  readonly #slotColumn: Uint16Array;

  /** @param rows in all columns together */
  constructor(columns: readonly Uint32Array[], rows: number) {
    this.#columns = columns;
    this.#slotRow = new Int32Array(tableSize(rows)).fill(-1);
    this.#slotColumn = new Uint16Array(this.#slotRow.length);
  }

  /** Whether a row seen before has the value of this one; if none has, this one is taken in. */
  seen(column: number, row: number): boolean {
    const values = this.#columns[column];
    const mask = this.#slotRow.length - 1;
    let slot = values[row * WORDS] & mask;
    for (; this.#slotRow[slot] >= 0; slot = (slot + 1) & mask)
      if (sameValue(values, row * WORDS, this.#columns[this.#slotColumn[slot]], this.#slotRow[slot] * WORDS))
        return true;
    this.#slotRow[slot] = row;
    this.#slotColumn[slot] = column;
    return false;
  }
}
