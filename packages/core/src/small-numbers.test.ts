import * as fc from "fast-check";
import { expect, test } from "vitest";

import { suppressed, suppressedParts, type Told } from "./small-numbers.ts";

test("counts below ten are not told, none and ten are", () => {
  expect([0, 1, 9, 10, 1234].map(suppressed)).toEqual([0, "<10", "<10", 10, 1234]);
});

test.each<[number[], Told[], Told]>([
  [[120, 40, 30], [120, 40, 30], 190],
  [[120, 40, 3], [120, "suppressed", "<10"], 163],
  [[120, 4, 3], [120, "<10", "<10"], 127],
  // 11 less at least 10 leaves 1, and 18 in two parts below ten is nine and nine.
  [[120, 10, 1], ["suppressed", "suppressed", "<10"], 131],
  [[120, 9, 9], ["suppressed", "<10", "<10"], 138],
  [[9, 9], ["<10", "<10"], "suppressed"],
  [[5, 0], ["<10", 0], "<10"],
])("of the parts %j it tells %j and the total %j", (counts, parts, total) => {
  expect(suppressedParts(counts)).toEqual({ parts, total });
});

test("nobody can work out a part that is not told", () => {
  const count = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 12 }));
  fc.assert(
    fc.property(fc.array(count, { minLength: 1, maxLength: 4 }), (counts) => {
      const { parts, total } = suppressedParts(counts);
      // All tables that look the same to a reader.
      const choices = (told: Told): number[] => {
        if (typeof told === "number") return [told];
        return Array.from({ length: told === "<10" ? 9 : 40 }, (_, i) => (told === "<10" ? i + 1 : i + 10));
      };
      const tables = parts.reduce<number[][]>(
        (known, told) => known.flatMap((table) => choices(told).map((value) => [...table, value])),
        [[]],
      );
      const sumOf = (table: readonly number[]): number => table.reduce((a, b) => a + b, 0);
      const possible = tables.filter((table) => choicesOf(total, sumOf(table)));
      parts.forEach((told, i) => {
        if (typeof told === "number") expect(told).toBe(counts[i]);
        else expect(new Set(possible.map((table) => table[i])).size).toBeGreaterThan(1);
      });
    }),
    { numRuns: 300 },
  );
});

/** Whether a total may be told so. */
function choicesOf(told: Told, total: number): boolean {
  if (typeof told === "number") return told === total;
  return told === "<10" ? total > 0 && total < 10 : total >= 10;
}
