import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { HAS_NUMBER, NO_DATE, TAKES_PART } from "../evidence/block.ts";
import { textAt } from "../evidence/texts.ts";
import { EVENT_DATE, NUMBER, parseDate, RECORD_ID, RecordBuilder, REVERSIBLE } from "./record-builder.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("a date", () => {
  const pad = (value: number, digits: number): string => String(value).padStart(digits, "0");
  const parts = fc.tuple(
    fc.oneof(fc.nat(9999), fc.constantFrom(1900, 1970, 2000, 2024)),
    fc.nat(13),
    fc.oneof(fc.nat(32), fc.constantFrom(28, 29, 30, 31)),
  );

  it("is a day of the calendar, as Date counts them, or none", () => {
    fc.assert(
      fc.property(parts, fc.nat(3), ([year, month, day], shift) => {
        const text = `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
        const date = new Date(0);
        date.setUTCFullYear(year, month - 1, day);
        const real = year > 0 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
        const bytes = encode(`${" ".repeat(shift)}${text}`);
        expect(parseDate(bytes, shift, bytes.length)).toBe(real ? date.getTime() / 86_400_000 : NO_DATE);
      }),
      { numRuns: 3000 },
    );
  });

  it("is written in one way only", () => {
    for (const text of [
      "2024-1-01",
      "2024-01-1",
      "20240101",
      "2024/01/01",
      "+024-01-01",
      "2024-0a-01",
      "2024-01-01T",
      "",
    ])
      expect(parseDate(encode(text), 0, text.length), text).toBe(NO_DATE);
  });
});

describe("a record", () => {
  const builder = (): RecordBuilder =>
    new RecordBuilder("f", 3, { record_ids: 100, reversible_numbers: 3000 }, 0b10, ["B", "GG"]);
  const set = (to: RecordBuilder, column: number, text: string): void => to.field(column, encode(text), 0, text.length);

  it("takes part if it has an id; empty fields leave nothing", () => {
    const to = builder();
    to.begin(2);
    set(to, RECORD_ID, "one");
    set(to, 1, "00".repeat(16));
    set(to, NUMBER, "AAAAAAAAAAAAAAAAAAAAAA");
    set(to, EVENT_DATE, "1970-01-02");
    to.end();
    to.begin(3);
    set(to, 1, "");
    set(to, REVERSIBLE, "AbC-_9");
    to.end();
    expect([...to.block.present]).toEqual([TAKES_PART | HAS_NUMBER | 0b10, 0, 0]);
    expect([...to.block.date.subarray(0, 2)]).toEqual([1, NO_DATE]);
    const { record_ids: ids, reversible_numbers: reversible } = to.texts;
    expect([textAt(ids, 0), textAt(ids, 1)]).toEqual(["one", ""]);
    expect([textAt(reversible, 0), textAt(reversible, 1)]).toEqual(["", "AbC-_9"]);
  });

  it("tells a wrong field's line, column and fault, and never what stands there", () => {
    for (const [column, text, code, named] of [
      [1, "SECRET", "BAD_VALUE_LENGTH", "GG"],
      [1, "SECRETSECRETSECRETSECRETSECRETSE", "BAD_HEX", "GG"],
      [NUMBER, "SECRETSECRET=SECRETSEC", "BAD_BASE64URL", "mrn"],
      [EVENT_DATE, "SECRET", "BAD_DATE", "event_date"],
      [REVERSIBLE, "SECRET=", "BAD_BASE64URL", "mrn_reversible"],
      [REVERSIBLE, "SECRET".repeat(200), "BAD_VALUE_LENGTH", "mrn_reversible"],
    ] as const) {
      const to = builder();
      to.begin(7);
      const found = thrown(() => set(to, column, text));
      expect(found).toMatchObject({ code, file: "f", line: 7, message: expect.stringContaining(named) });
      expect(found.message).not.toMatch(/SECRET/);
    }
  });
});

function thrown(action: () => void): Error {
  try {
    action();
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing was thrown");
}
