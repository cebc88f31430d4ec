import { KoppelError } from "../errors.ts";
import { RECORD_ID, type RecordBuilder } from "./record-builder.ts";

/** How to read the records of an NDJSON delivery: what each field holds, by its name. */
export interface NdjsonShape {
  readonly file: string;
  readonly fields: ReadonlyMap<string, number>;
}

const NEWLINE = 10;
const encoder = new TextEncoder();

/**
 * Reads NDJSON records, one object a line, from bytes that start and end at line boundaries. Empty lines are passed over; null and an
 * absent field are missing values.
 *
 * @throws KoppelError BAD_JSON, UNKNOWN_FIELD, and what the builder throws
 */
export function readNdjson(bytes: Uint8Array, line: number, shape: NdjsonShape, builder: RecordBuilder): void {
  const decoder = new TextDecoder();
  let now = line;
  for (let at = 0; at < bytes.length; now++) {
    const newline = bytes.indexOf(NEWLINE, at);
    const end = newline < 0 ? bytes.length : newline;
    const text = decoder.decode(bytes.subarray(at, end)).trim();
    at = end + 1;
    if (text === "") continue;
    builder.begin(now);
    for (const [name, value] of Object.entries(parseObject(text, shape.file, now))) {
      const column = shape.fields.get(name);
      if (column === undefined)
        throw new KoppelError("UNKNOWN_FIELD", "a field that the manifest does not name", {
          file: shape.file,
          line: now,
        });
      if (value === null) continue;
      // A number beyond 2^53 is no longer the one that was written.
      if (typeof value !== "string" && !(column === RECORD_ID && Number.isSafeInteger(value)))
        throw new KoppelError("BAD_JSON", "a field that is no text", { file: shape.file, line: now });
      const field = encoder.encode(String(value));
      builder.field(column, field, 0, field.length);
    }
    builder.end();
  }
}

/** The object on one line. @throws KoppelError BAD_JSON */
export function parseObject(text: string, file: string, line: number): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's message quotes the text, so it is not passed on.
    value = undefined;
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new KoppelError("BAD_JSON", "a line that is no JSON object", { file, line });
}
