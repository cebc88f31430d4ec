import { KoppelError } from "../errors.ts";

/** Longest record taken: longer ones are no records, but a file of another kind or an unclosed quote. */
export const MAX_RECORD_BYTES = 1 << 20;

const NEWLINE = 10;
const QUOTE = 34;

/**
 * Finds where records end in text that comes in pieces, without looking at fields: newlines outside quotes (RFC 4180).
 * Runs at the speed of a byte search where there are no quotes.
 */
export class RecordScanner {
  /** Line on which the next record after the last one found starts. */
  line: number;
  readonly #file: string;
  readonly #quotes: boolean;
  #quoted = false;
  #newlines = 0;
  #sinceEnd = 0;

  /** @param line line of the first record; @param quotes whether quotes can hold a newline (CSV, not NDJSON) */
  constructor(file: string, line: number, quotes: boolean) {
    this.#file = file;
    this.line = line;
    this.#quotes = quotes;
  }

  /**
   * The offset just past the last record that ends in these bytes, or 0 where none does; `line` then is the line after it.
   *
   * @throws KoppelError BINARY_FILE, RECORD_TOO_LONG
   */
  feed(bytes: Buffer): number {
    const nul = bytes.indexOf(0);
    const text = nul < 0 ? bytes : bytes.subarray(0, nul);
    const end = this.#quotes && (this.#quoted || text.includes(QUOTE)) ? this.#feedQuoted(text) : this.#feedPlain(text);
    if (nul >= 0)
      throw new KoppelError("BINARY_FILE", "a zero byte where text should be", {
        file: this.#file,
        line: this.line,
        hint: "Is this a delivery? Koppel reads CSV and NDJSON, plain or compressed with gzip or zstd.",
      });
    this.#sinceEnd = end > 0 ? bytes.length - end : this.#sinceEnd + bytes.length;
    if (this.#sinceEnd > MAX_RECORD_BYTES) this.#refuseLength();
    return end;
  }

  /** Says that the text is at its end. @throws KoppelError UNCLOSED_QUOTE */
  finish(): void {
    if (this.#quoted)
      throw new KoppelError("UNCLOSED_QUOTE", "the file ends inside a quoted field", {
        file: this.#file,
        line: this.line,
      });
  }

  #feedPlain(bytes: Buffer): number {
    let end = 0;
    for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, end)) {
      if (at - end + (end === 0 ? this.#sinceEnd : 0) > MAX_RECORD_BYTES) this.#refuseLength();
      this.line += 1 + this.#newlines;
      this.#newlines = 0;
      end = at + 1;
    }
    return end;
  }

  #refuseLength(): never {
    throw new KoppelError("RECORD_TOO_LONG", `a record of more than ${MAX_RECORD_BYTES} bytes`, {
      file: this.#file,
      line: this.line,
      hint: "An unclosed quote makes the rest of a file one record; or the file is of another kind.",
    });
  }

  #feedQuoted(bytes: Uint8Array): number {
    let end = 0;
    for (let at = 0; at < bytes.length; at++) {
      if (bytes[at] === QUOTE) this.#quoted = !this.#quoted;
      else if (bytes[at] === NEWLINE) {
        this.#newlines++;
        if (this.#quoted) continue;
        this.line += this.#newlines;
        this.#newlines = 0;
        end = at + 1;
      }
    }
    return end;
  }
}
