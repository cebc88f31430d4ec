import { WORDS } from "./block.ts";
import { sameValue, tableSize } from "./dictionary.ts";

/** Finds values in a column by open addressing; values are evenly spread, as record keys and handles are. Constant time a value. */
export class ValueIndex {
  readonly #values: Uint32Array;
  readonly #slots: Int32Array;

  /** @param values `n * 4` words; of equal ones the first counts. O(n) */
  constructor(values: Uint32Array) {
    const size = values.length / WORDS;
    this.#values = values;
    this.#slots = new Int32Array(tableSize(size));
    for (let i = 0; i < size; i++) {
      const slot = this.#slotOf(values, i);
      if (this.#slots[slot] === 0) this.#slots[slot] = i + 1;
    }
  }

  /** Where value `i` of a column stands among those indexed; -1 where it does not. */
  find(column: Uint32Array, i: number): number {
    return this.#slots[this.#slotOf(column, i)] - 1;
  }

  has(column: Uint32Array, i: number): boolean {
    return this.find(column, i) >= 0;
  }

  /** The slot that holds a value, or that is free for it. */
  #slotOf(column: Uint32Array, i: number): number {
    const mask = this.#slots.length - 1;
    const at = i * WORDS;
    let slot = column[at] & mask;
    while (this.#slots[slot] !== 0 && !sameValue(this.#values, (this.#slots[slot] - 1) * WORDS, column, at))
      slot = (slot + 1) & mask;
    return slot;
  }
}
