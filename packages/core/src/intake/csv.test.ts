import { parse } from "csv-parse/sync";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { readCsv } from "./csv.ts";
import { RECORD_ID, type RecordBuilder } from "./record-builder.ts";

interface Line {
  readonly line: number;
  readonly fields: string[];
}

/** The fields of every record and the line it starts on; every other column is one of values, to try the short cut for hex digits. */
function read(text: string, columns: number, separator = ",", line = 2): Line[] {
  const found: Line[] = [];
  const collector = {
    begin: (at: number) => found.push({ line: at, fields: [] }),
    hexField: (_column: number, bytes: Uint8Array, start: number) => {
      const field = Buffer.from(bytes).toString("utf8", start, start + 32);
      if (!/^[0-9a-f]{32}$/.test(field)) return false;
      found.at(-1)!.fields.push(field);
      return true;
    },
    field: (_column: number, bytes: Uint8Array, start: number, end: number) =>
      found.at(-1)!.fields.push(Buffer.from(bytes).toString("utf8", start, end)),
    end: () => {},
  };
  const holds = Array.from({ length: columns }, (_, i) => (i % 2 === 0 ? RECORD_ID : i));
  const shape = { file: "f", separator: separator.charCodeAt(0), columns: holds };
  readCsv(Buffer.from(text), line, shape, collector as unknown as RecordBuilder);
  return found;
}

const separators = fc.constantFrom(",", ";", "\t");
const field = fc.oneof(
  fc.string({ unit: fc.constantFrom("a", "é", '"', "\n", "\r", ",", ";", "\t", " "), maxLength: 6 }),
  fc.string({ unit: fc.constantFrom("0", "9", "a", "f"), minLength: 32, maxLength: 32 }),
);
const table = fc
  .integer({ min: 1, max: 4 })
  .chain((columns) => fc.array(fc.array(fc.tuple(field, fc.boolean()), { minLength: columns, maxLength: columns })));

describe("CSV", () => {
  it("reads what was written, with the lines on which records start", () => {
    fc.assert(
      fc.property(table, separators, fc.constantFrom("\n", "\r\n"), fc.boolean(), (rows, separator, newline, ended) => {
        const written = rows.map((row) =>
          row
            .map(([text, quoted]) =>
              quoted || text === "" || /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text,
            )
            .join(separator),
        );
        let line = 2;
        const expected = rows.map((row, i) => {
          const record = { line, fields: row.map(([text]) => text) };
          line += written[i].split("\n").length;
          return record;
        });
        const text = written.join(newline) + (ended ? newline : "");
        expect(read(text, rows[0]?.length ?? 1, separator)).toEqual(expected);
      }),
      { numRuns: 1000 },
    );
  });

  it("takes any text as csv-parse does, or refuses it where csv-parse does", () => {
    const texts = fc
      .string({
        unit: fc.constantFrom("a", "b", ",", ",", '"', '"', "\n", "\n", "\r\n", "\r"),
        maxLength: 12,
        size: "max",
      })
      // A return at the very end may be half of a line's end: csv-parse takes it for text.
      .filter((text) => !text.endsWith("\r"));
    let taken = 0;
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 3 }), (text, columns) => {
        const expected = attempt(() => {
          const rows: string[][] = parse(text, {
            record_delimiter: ["\n", "\r\n"],
            relax_column_count: true,
            skip_empty_lines: true,
          });
          if (rows.some((row) => row.length !== columns)) throw new Error("other columns");
          return rows;
        });
        expect(attempt(() => read(text, columns).map(({ fields }) => fields))).toEqual(expected);
        if (expected !== "refused" && expected.length > 0) taken++;
      }),
      { numRuns: 5000, seed: 1 },
    );
    expect(taken).toBeGreaterThan(400);
  });

  it("says on which line the fault is", () => {
    for (const [text, code, line] of [
      ["a,b\n\nc\n", "FIELD_COUNT", 4],
      ["a,b\nc,d,e\n", "FIELD_COUNT", 3],
      ['"a\n",b\nc,"d" e\n', "BAD_QUOTE", 4],
      ['a,b\nc,d"e\n', "BAD_QUOTE", 3],
      ['a,"b\nc,d\n', "BAD_QUOTE", 2],
    ] as const)
      expect(() => read(text, 2), text).toThrow(expect.objectContaining({ code, line }));
  });
});

function attempt<T>(action: () => T): T | "refused" {
  try {
    return action();
  } catch {
    return "refused";
  }
}
