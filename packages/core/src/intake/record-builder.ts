import { blockBytes, layBlock, HAS_NUMBER, NO_DATE, TAKES_PART, WORDS, type Block } from "../evidence/block.ts";
import { KoppelError } from "../errors.ts";
import { scratch } from "./scratch.ts";
import { badField } from "./bad-field.ts";
import { decodeHex, decodeValue, type BadValue } from "./value-decoder.ts";

/** What a column of a delivery holds: a pseudonym type by its number in the table, or one of these. */
export const RECORD_ID = -1;
export const NUMBER = -2;
export const EVENT_DATE = -3;
/** A column that is known and not used. */
export const IGNORED = -4;

/** Records as they are read: columns that are filled field by field. */
export class RecordBuilder {
  /** Values as delivered; what a record lacks, and `record`, are left as they were. */
  readonly block: Block;
  /** Record ids in UTF-8, one after the other; id i runs from `offsets[i]` to `offsets[i + 1]`. */
  readonly text: Uint8Array;
  readonly offsets: Uint32Array;
  rows = 0;
  readonly #file: string;
  readonly #names: readonly string[];
  readonly #memory: readonly ArrayBuffer[];

  /** @param capacity most records there can be; @param textBytes most bytes their ids can take; @param names of the table's types */
  constructor(file: string, capacity: number, textBytes: number, typeMask: number, names: readonly string[]) {
    this.#file = file;
    this.#names = names;
    this.#memory = [blockBytes(capacity, typeMask), textBytes, 4 * (capacity + 1)].map((bytes) => scratch.take(bytes));
    const [block, text, offsets] = this.#memory;
    this.block = layBlock(block, capacity, typeMask);
    this.text = new Uint8Array(text, 0, textBytes);
    this.offsets = new Uint32Array(offsets, 0, capacity + 1);
    this.offsets[0] = 0;
  }

  /** Gives the memory back: nothing that was built may be looked at any more. */
  release(): void {
    for (const buffer of this.#memory) scratch.give(buffer);
  }

  /** Starts a record at this line. */
  begin(line: number): void {
    if (this.rows === this.block.rows)
      throw new KoppelError("FILE_CHANGED", "the file changed while it was read", { file: this.#file, line });
    this.block.line[this.rows] = line;
    this.block.present[this.rows] = 0;
    this.block.date[this.rows] = NO_DATE;
    this.offsets[this.rows + 1] = this.offsets[this.rows];
  }

  /** Sets a value from the 32 bytes at `start`; false, with nothing set, where they are not hex digits all. */
  hexField(column: number, text: Uint8Array, start: number): boolean {
    const out = column === NUMBER ? this.block.number : this.block.values[column]!;
    if (!decodeHex(text, start, out, this.rows * WORDS)) return false;
    this.block.present[this.rows] |= column === NUMBER ? HAS_NUMBER : 1 << column;
    return true;
  }

  /** Sets one field of the record; an empty text is a missing value. @throws KoppelError for a text that is no such value */
  field(column: number, text: Uint8Array, start: number, end: number): void {
    if (start === end || column === IGNORED) return;
    const row = this.rows;
    if (column >= 0 || column === NUMBER) {
      const out = column === NUMBER ? this.block.number : this.block.values[column]!;
      const wrong = decodeValue(text, start, end, out, row * WORDS);
      if (wrong !== null) this.#refuse(wrong, column, end - start);
      this.block.present[row] |= column === NUMBER ? HAS_NUMBER : 1 << column;
    } else if (column === RECORD_ID) {
      const at = this.offsets[row];
      for (let i = start; i < end; i++) this.text[at + i - start] = text[i];
      this.offsets[row + 1] = at + end - start;
    } else {
      const date = parseDate(text, start, end);
      if (date === NO_DATE) this.#refuse("BAD_DATE", column, end - start);
      this.block.date[row] = date;
    }
  }

  /** Ends the record. Without a record id it is kept out: it takes no part. */
  end(): void {
    if (this.offsets[this.rows + 1] > this.offsets[this.rows]) this.block.present[this.rows] |= TAKES_PART;
    this.rows++;
  }

  #refuse(code: BadValue | "BAD_DATE", column: number, length: number): never {
    const name = column >= 0 ? this.#names[column] : column === NUMBER ? "mrn" : "event_date";
    throw badField(code, name, length, { file: this.#file, line: this.block.line[this.rows] });
  }
}

/** Days since 1 January 1970 of YYYY-MM-DD, or `NO_DATE` where the text is no real date. */
export function parseDate(text: Uint8Array, start: number, end: number): number {
  if (end - start !== 10 || text[start + 4] !== DASH || text[start + 7] !== DASH) return NO_DATE;
  const year = digits(text, start, 4);
  const month = digits(text, start + 5, 2);
  const day = digits(text, start + 8, 2);
  if (!(year > 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month))) return NO_DATE;
  // Days from civil: years start in March, so that the leap day is the last one (Hinnant).
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const ofEra = shifted - era * 400;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468;
}

const DASH = 45;

function digits(text: Uint8Array, start: number, count: number): number {
  let value = 0;
  for (let i = start; i < start + count; i++) {
    const digit = text[i] - 48;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

function daysIn(year: number, month: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
}
