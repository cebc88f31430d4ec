import type { Texts } from "../evidence/texts.ts";
import { scratch } from "./scratch.ts";

/** A column of texts as it is read: every row is begun, and then gets a text or none. */
export class TextBuilder {
  readonly #text: Uint8Array;
  /** None where the column is not there. */
  readonly #offsets: Uint32Array;
  readonly #memory: readonly ArrayBuffer[];

  /** @param capacity most rows there can be; @param bytes most bytes their texts can take, 0 for a column that is not there */
  constructor(capacity: number, bytes: number) {
    const sizes = bytes === 0 ? [0, 0] : [bytes, 4 * (capacity + 1)];
    this.#memory = bytes === 0 ? [] : sizes.map((size) => scratch.take(size));
    const [text = new ArrayBuffer(0), offsets = new ArrayBuffer(0)] = this.#memory;
    this.#text = new Uint8Array(text, 0, sizes[0]);
    this.#offsets = new Uint32Array(offsets, 0, sizes[1] / 4);
    this.#offsets.fill(0, 0, 1);
  }

  /** Gives the memory back: nothing that was built may be looked at any more. */
  release(): void {
    for (const buffer of this.#memory) scratch.give(buffer);
  }

  begin(row: number): void {
    if (this.#offsets.length > 0) this.#offsets[row + 1] = this.#offsets[row];
  }

  set(row: number, text: Uint8Array, start: number, end: number): void {
    const at = this.#offsets[row];
    for (let i = start; i < end; i++) this.#text[at + i - start] = text[i];
    this.#offsets[row + 1] = at + end - start;
  }

  /** Whether the row has a text. */
  has(row: number): boolean {
    return this.#offsets[row + 1] > this.#offsets[row];
  }

  /** The first rows. */
  texts(rows: number): Texts {
    return { rows, text: this.#text, offsets: this.#offsets.subarray(0, rows + 1) };
  }
}
