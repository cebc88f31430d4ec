import * as fc from "fast-check";
import { expect, it } from "vitest";

import { safeCounts } from "./suppression.ts";

it("tells none, few or the number (R54)", () => {
  expect(safeCounts([0, 1, 9, 10, 9.4, 0.4, 1234.6])).toEqual([0, "<10", "<10", 10, "<10", 0, 1235]);
});

it("hides a second count where a total would give the only hidden one away (D15)", () => {
  expect(safeCounts([0, 4, 250, 31])).toEqual([0, "<10", 250, "suppressed"]);
  expect(safeCounts([4, 0, 0])).toEqual(["<10", 0, 0]);
});

it("never leaves one hidden count alone with a total, if there is another to hide", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 8 }), (counts) => {
      const told = safeCounts(counts);
      const hidden = told.filter((count) => typeof count === "string").length;
      const some = counts.filter((count) => count > 0).length;
      expect(hidden === 1 && some > 1).toBe(false);
      told.forEach((count, i) => {
        if (typeof count === "number") expect(count).toBe(counts[i]);
        else if (count === "<10") expect(counts[i]).toBeLessThan(10);
      });
    }),
  );
});
