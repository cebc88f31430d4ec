import { KoppelError } from "../errors.ts";
import { NUMBER } from "./record-builder.ts";

const NEWLINE = 10;
const RETURN = 13;
const QUOTE = 34;

/** What takes the fields of records as they are read; `RecordBuilder` says what a column may hold. */
export interface RecordSink {
  begin(line: number): void;
  /** Takes a value of 32 hex digits at `start`; false, and nothing is taken, where they are none. */
  hexField(column: number, text: Uint8Array, start: number): boolean;
  /** Takes any field; the text is that of the file, or a copy where quotes had to be taken out. */
  field(column: number, text: Uint8Array, start: number, end: number): void;
  end(): void;
}

/** How to read the records of a CSV delivery. */
export interface CsvShape {
  readonly file: string;
  /** Code of the separator's byte. */
  readonly separator: number;
  /** What each column holds, in order (see `RecordBuilder`). */
  readonly columns: readonly number[];
}

/**
 * Reads CSV records from bytes that start and end at record boundaries (RFC 4180: quotes, doubled quotes, newlines in quotes, CRLF).
 * Empty lines are passed over.
 *
 * @param line line on which the bytes start
 * @throws KoppelError FIELD_COUNT, BAD_QUOTE, and what the builder throws
 */
export function readCsv(bytes: Uint8Array, line: number, shape: CsvShape, builder: RecordSink): void {
  const { separator, columns, file } = shape;
  const last = columns.length - 1;
  const size = bytes.length;
  let at = 0;
  let now = line;
  while (at < size) {
    if (bytes[at] === NEWLINE || (bytes[at] === RETURN && bytes[at + 1] === NEWLINE)) {
      at += bytes[at] === NEWLINE ? 1 : 2;
      now++;
      continue;
    }
    builder.begin(now);
    let newlines = 0;
    for (let column = 0; column <= last; column++) {
      if (bytes[at] === QUOTE) {
        const quoted = unquote(bytes, at);
        if (quoted === null) throw badQuote("a quoted field is not closed", file, now);
        builder.field(columns[column], quoted.text, 0, quoted.text.length);
        newlines += quoted.newlines;
        at = quoted.end;
        if (bytes[at] === RETURN && (at + 1 === size || bytes[at + 1] === NEWLINE)) at++;
        if (at < size && bytes[at] !== separator && bytes[at] !== NEWLINE)
          throw badQuote("text after the closing quote of a field", file, now);
      } else {
        const start = at;
        const holds = columns[column];
        // Most fields are 32 hex digits, and need no search for their end.
        if (
          (holds >= 0 || holds === NUMBER) &&
          (bytes[start + 32] === separator || bytes[start + 32] === NEWLINE) &&
          builder.hexField(holds, bytes, start)
        )
          at = start + 32;
        else {
          for (; at < size && bytes[at] !== separator && bytes[at] !== NEWLINE; at++)
            // What cuts files into slices takes every quote for the start or end of a quoted field.
            if (bytes[at] === QUOTE) throw badQuote("a quote inside a field that does not start with one", file, now);
          const end = at > start && bytes[at - 1] === RETURN && (at === size || bytes[at] === NEWLINE) ? at - 1 : at;
          builder.field(holds, bytes, start, end);
        }
      }
      const atSeparator = at < size && bytes[at] === separator;
      if (atSeparator !== column < last)
        throw new KoppelError(
          "FIELD_COUNT",
          `${atSeparator ? "more" : "fewer"} fields than the ${columns.length} columns of the header`,
          { file, line: now },
        );
      at++;
    }
    builder.end();
    now += 1 + newlines;
  }
}

function badQuote(message: string, file: string, line: number): KoppelError {
  return new KoppelError("BAD_QUOTE", message, {
    file,
    line,
    hint: "A field with quotes in it is quoted, and each of them doubled.",
  });
}

/** The text of a quoted field, where it ends (past the closing quote), and the newlines inside; null where it is not closed. */
function unquote(bytes: Uint8Array, start: number): { text: Uint8Array; end: number; newlines: number } | null {
  let newlines = 0;
  let doubled = 0;
  let at = start + 1;
  for (; ; at++) {
    if (at >= bytes.length) return null;
    if (bytes[at] === NEWLINE) newlines++;
    if (bytes[at] !== QUOTE) continue;
    if (bytes[at + 1] !== QUOTE) break;
    doubled++;
    at++;
  }
  const inner = bytes.subarray(start + 1, at);
  if (doubled === 0) return { text: inner, end: at + 1, newlines };
  const text = new Uint8Array(inner.length - doubled);
  for (let from = 0, to = 0; to < text.length; from++, to++) {
    text[to] = inner[from];
    if (inner[from] === QUOTE) from++;
  }
  return { text, end: at + 1, newlines };
}
