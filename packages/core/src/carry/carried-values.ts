import { WORDS } from "../evidence/block.ts";
import { badField } from "../intake/bad-field.ts";
import type { RecordSink } from "../intake/csv.ts";
import { scratch } from "../intake/scratch.ts";
import { decodeHex, decodeValue } from "../intake/value-decoder.ts";
import { carryBytes, type Passage } from "../evidence/passage.ts";
import { encodeBase64url, encodeHex } from "./value-encoder.ts";

/** What a column holds that passes as it is. */
export const IGNORED = -1;

/** Records whose values are carried at once: few enough that they and their text stay in the processor's cache. */
const BATCH = 8192;

/** The values of a block of text and where in it they stand: read column by column, carried, and written back over the old ones. */
export class CarriedValues implements RecordSink {
  records = 0;
  /** Values carried. */
  carried = 0;
  readonly #file: string;
  readonly #names: readonly string[];
  readonly #passages: readonly Passage[];
  readonly #text: Uint8Array;
  readonly #out: DataView;
  readonly #memory: ArrayBuffer;
  /** By column: values, one after the other, and where each starts; below zero, its complement, in base64url. */
  readonly #values: readonly Uint32Array[];
  readonly #places: readonly Int32Array[];
  readonly #counts: Int32Array;
  #line = 0;

  /** @param names of the columns, for errors; @param passages of the columns */
  constructor(file: string, text: Uint8Array, names: readonly string[], passages: readonly Passage[]) {
    this.#file = file;
    this.#names = names;
    this.#passages = passages;
    this.#text = text;
    this.#out = new DataView(text.buffer, text.byteOffset, text.length);
    this.#memory = scratch.take(names.length * BATCH * 4 * (WORDS + 1));
    this.#values = names.map((_, k) => new Uint32Array(this.#memory, k * BATCH * 4 * WORDS, BATCH * WORDS));
    this.#places = names.map((_, k) => new Int32Array(this.#memory, (names.length * WORDS + k) * BATCH * 4, BATCH));
    this.#counts = new Int32Array(names.length);
  }

  begin(line: number): void {
    this.#line = line;
  }

  hexField(column: number, text: Uint8Array, start: number): boolean {
    const count = this.#counts[column];
    if (!decodeHex(text, start, this.#values[column], count * WORDS)) return false;
    this.#places[column][count] = start;
    this.#counts[column] = count + 1;
    return true;
  }

  /** Takes a field; an empty one is a missing value and stays so. @throws KoppelError BAD_VALUE_LENGTH, BAD_HEX, BAD_BASE64URL */
  field(column: number, text: Uint8Array, start: number, end: number): void {
    if (column === IGNORED || start === end) return;
    const count = this.#counts[column];
    const wrong = decodeValue(text, start, end, this.#values[column], count * WORDS);
    if (wrong !== null) throw badField(wrong, this.#names[column], end - start, { file: this.#file, line: this.#line });
    // The text of a quoted field is a view on the block, since no value has quotes inside.
    const place = text.byteOffset - this.#text.byteOffset + start;
    this.#places[column][count] = end - start === 32 ? place : ~place;
    this.#counts[column] = count + 1;
  }

  end(): void {
    if (++this.records % BATCH === 0) this.carry();
  }

  /** Carries the values that are held, and writes them into the text in the form that they had; done after the last record too. */
  carry(): void {
    for (const [k, passage] of this.#passages.entries()) {
      const count = this.#counts[k];
      const values = this.#values[k];
      const places = this.#places[k];
      carryBytes(passage, new Uint8Array(this.#memory, values.byteOffset, count * 16));
      for (let i = 0; i < count; i++) {
        const place = places[i];
        if (place >= 0) encodeHex(values, i * WORDS, this.#out, place);
        else encodeBase64url(values, i * WORDS, this.#out, ~place);
      }
      this.carried += count;
    }
    this.#counts.fill(0);
  }

  /** Gives the memory back: nothing more can be taken. */
  release(): void {
    scratch.give(this.#memory);
  }
}
