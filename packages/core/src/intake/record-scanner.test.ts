import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { MAX_RECORD_BYTES, RecordScanner } from "./record-scanner.ts";

const texts = fc.string({
  unit: fc.constantFrom("a", "b", ",", '"', '"', "\n", "\n", "\r"),
  maxLength: 60,
  size: "max",
});
const cutText = texts.chain((text) =>
  fc.record({
    text: fc.constant(text),
    cuts: fc.array(fc.nat(text.length), { maxLength: 8, size: "max" }).map((cuts) => cuts.toSorted((a, b) => a - b)),
  }),
);

/** Where the last record of a text ends, the line after it, and whether the text ends in quotes. */
function lastEnd(text: string, quotes: boolean): { end: number; line: number; quoted: boolean } {
  let quoted = false;
  let end = 0;
  [...text].forEach((sign, i) => {
    if (quotes && sign === '"') quoted = !quoted;
    if (sign === "\n" && !quoted) end = i + 1;
  });
  return { end, line: 2 + text.slice(0, end).split("\n").length - 1, quoted };
}

describe("a record scanner", () => {
  it("finds the same ends and lines wherever the text is cut", () => {
    fc.assert(
      fc.property(cutText, fc.boolean(), ({ text, cuts }, quotes) => {
        const scanner = new RecordScanner("f", 2, quotes);
        let end = 0;
        const bounds = [0, ...cuts, text.length];
        for (const [i, from] of bounds.slice(0, -1).entries()) {
          const found = scanner.feed(Buffer.from(text.slice(from, bounds[i + 1])));
          if (found > 0) end = from + found;
          const expected = lastEnd(text.slice(0, bounds[i + 1]), quotes);
          expect({ end, line: scanner.line }).toEqual({ end: expected.end, line: expected.line });
        }
        if (lastEnd(text, quotes).quoted) expect(() => scanner.finish()).toThrow("quoted");
        else scanner.finish();
      }),
      { numRuns: 2000 },
    );
  });

  it("refuses zero bytes and records that never end, and says where they start", () => {
    const binary = new RecordScanner("f", 2, true);
    binary.feed(Buffer.from("a\nb\n"));
    expect(() => binary.feed(Buffer.from("c\0"))).toThrow(expect.objectContaining({ code: "BINARY_FILE", line: 4 }));

    const endless = new RecordScanner("f", 2, true);
    endless.feed(Buffer.from('a\n"b\n'));
    expect(() => endless.feed(Buffer.alloc(MAX_RECORD_BYTES, "\n"))).toThrow(
      expect.objectContaining({ code: "RECORD_TOO_LONG", line: 3 }),
    );
  });
});
