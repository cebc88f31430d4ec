import { blockBytes, layBlock, HAS_NUMBER, NO_DATE, TAKES_PART, WORDS, type Block } from "../evidence/block.ts";
import { byTextColumn, type ByTextColumn, type Texts } from "../evidence/texts.ts";
import { KoppelError } from "../errors.ts";
import { scratch } from "./scratch.ts";
import { TextBuilder } from "./text-builder.ts";
import { decodeHex, decodeValue } from "./value-decoder.ts";

/** What a column of a delivery holds: a pseudonym type by its number in the table, or one of these. */
export const RECORD_ID = -1;
export const NUMBER = -2;
export const EVENT_DATE = -3;
/** The patient number that its provider alone can read. */
export const REVERSIBLE = -4;

/** Longest reversible number: one of a patient number of several hundred characters. */
const LONGEST_REVERSIBLE = 1024;

/** Records as they are read: columns that are filled field by field. */
export class RecordBuilder {
  /** Values as delivered; what a record lacks, `record` and `handle` are left as they were. */
  readonly block: Block;
  readonly #texts: ByTextColumn<TextBuilder>;
  rows = 0;
  readonly #file: string;
  readonly #names: readonly string[];
  readonly #memory: ArrayBuffer;

  /**
   * @param capacity most records there can be; @param textBytes most bytes their texts can take, 0 for a column that is not there
   * @param names of the table's types
   */
  constructor(
    file: string,
    capacity: number,
    textBytes: ByTextColumn<number>,
    typeMask: number,
    names: readonly string[],
  ) {
    this.#file = file;
    this.#names = names;
    this.#memory = scratch.take(blockBytes(capacity, typeMask));
    this.block = layBlock(this.#memory, capacity, typeMask);
    this.#texts = byTextColumn((column) => new TextBuilder(capacity, textBytes[column]));
  }

  /** Gives the memory back: nothing that was built may be looked at any more. */
  release(): void {
    scratch.give(this.#memory);
    for (const builder of Object.values(this.#texts)) builder.release();
  }

  /** Starts a record at this line. */
  begin(line: number): void {
    if (this.rows === this.block.rows)
      throw new KoppelError("FILE_CHANGED", "the file changed while it was read", { file: this.#file, line });
    this.block.line[this.rows] = line;
    this.block.present[this.rows] = 0;
    this.block.date[this.rows] = NO_DATE;
    this.#texts.record_ids.begin(this.rows);
    this.#texts.reversible_numbers.begin(this.rows);
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
    if (start === end) return;
    const row = this.rows;
    if (column >= 0 || column === NUMBER) {
      const out = column === NUMBER ? this.block.number : this.block.values[column]!;
      const wrong = decodeValue(text, start, end, out, row * WORDS);
      if (wrong !== null) this.#refuse(wrong, column, end - start);
      this.block.present[row] |= column === NUMBER ? HAS_NUMBER : 1 << column;
    } else if (column === RECORD_ID) {
      this.#texts.record_ids.set(row, text, start, end);
    } else if (column === REVERSIBLE) {
      if (end - start > LONGEST_REVERSIBLE) this.#refuse("BAD_VALUE_LENGTH", column, end - start);
      if (!isBase64url(text, start, end)) this.#refuse("BAD_BASE64URL", column, end - start);
      this.#texts.reversible_numbers.set(row, text, start, end);
    } else {
      const date = parseDate(text, start, end);
      if (date === NO_DATE) this.#refuse("BAD_DATE", column, end - start);
      this.block.date[row] = date;
    }
  }

  /** The texts of the records so far. */
  get texts(): ByTextColumn<Texts> {
    return byTextColumn((column) => this.#texts[column].texts(this.rows));
  }

  /** Ends the record. Without a record id it is kept out: it takes no part. */
  end(): void {
    if (this.#texts.record_ids.has(this.rows)) this.block.present[this.rows] |= TAKES_PART;
    this.rows++;
  }

  #refuse(code: string, column: number, length: number): never {
    const name = column >= 0 ? this.#names[column] : OTHER_NAMES[column];
    const message = {
      BAD_VALUE_LENGTH: `a value of ${length} characters in column ${name}`,
      BAD_HEX: `a character that is no hex digit in column ${name}`,
      BAD_BASE64URL: `${length} characters that are no base64url value in column ${name}`,
      BAD_DATE: `no date in column ${name}`,
    }[code]!;
    const hint =
      column === EVENT_DATE
        ? "Dates are written YYYY-MM-DD."
        : column === REVERSIBLE
          ? "Reversible numbers are made by `koppel pseudonymise --reversible-key`; an empty field is a missing one."
          : "A pseudonym is 32 hex digits or 22 base64url characters; an empty field is a missing value.";
    throw new KoppelError(code, message, { file: this.#file, line: this.block.line[this.rows], hint });
  }
}

/** By byte: 1 for those that base64url text is made of. */
const BASE64URL = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(/[A-Za-z0-9_-]/.test(String.fromCharCode(byte))),
);

function isBase64url(text: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (BASE64URL[text[i]] === 0) return false;
  return true;
}

const OTHER_NAMES: Readonly<Record<number, string>> = {
  [NUMBER]: "mrn",
  [EVENT_DATE]: "event_date",
  [REVERSIBLE]: "mrn_reversible",
};

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
