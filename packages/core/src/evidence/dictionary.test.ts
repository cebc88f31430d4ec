import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { compareValues, dictionary } from "./dictionary.ts";

/** Few values, which share their first word, so that they meet in the table. */
const word = fc.constantFrom(0, 1, 2 ** 31, 2 ** 32 - 1);
const value = fc.tuple(fc.constantFrom(0, 7, 23), word, word, word);
const rows = fc.array(fc.option(value, { freq: 6 }), { maxLength: 60, size: "max" });
const BIT = 4;

describe("a dictionary", () => {
  it("gives equal values one code, in order of first appearance, and missing ones zero", () => {
    fc.assert(
      fc.property(rows, fc.constantFrom(1, 3), (rows, stride) => {
        const column = Uint32Array.from(rows.flatMap((row) => row ?? [0, 0, 0, 0]));
        // Other bits of `present` say nothing about this column.
        const present = Uint16Array.from(rows, (row) => (row === null ? 0xffff & ~BIT : BIT));
        const codes = new Int32Array(rows.length * stride);
        const found = dictionary(column, present, BIT, { codes, stride, offset: stride - 1 });
        const order = [...new Set(rows.flatMap((row) => (row === null ? [] : [String(row)])))];
        const expected = rows.map((row) => (row === null ? 0 : order.indexOf(String(row)) + 1));
        expect(rows.map((_, row) => codes[row * stride + stride - 1])).toEqual(expected);
        expect(found.size).toBe(order.length);
        expect([...found.firstRow]).toEqual(
          order.map((text) => rows.findIndex((row) => row !== null && String(row) === text)),
        );
      }),
    );
  });
});

describe("the order of values", () => {
  it("is that of their words, without a sign", () => {
    const column = Uint32Array.of(1, 2 ** 31, 5, 0, 1, 3, 5, 0);
    expect([compareValues(column, 0, column, 4) > 0, compareValues(column, 4, column, 0) < 0]).toEqual([true, true]);
    expect(compareValues(column, 0, column.slice(), 0)).toBe(0);
  });
});
