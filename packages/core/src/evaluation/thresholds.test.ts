import * as fc from "fast-check";
import { expect, test } from "vitest";

import { recallAt, thresholds, type ClassOutcome, type ThresholdPoint } from "./thresholds.ts";

const outcome = (name: string, falseShare: number, correct: number, pairs: number, mayLink = true): ClassOutcome => ({
  class: name,
  action: "link",
  falseShare,
  expectedFalse: falseShare,
  mayLink,
  pairs,
  correct,
});

test("hand-made counts: the model's thresholds, the oracle's, and the oracle's within the purposes", () => {
  const classes = [
    outcome("weak", 0.5, 90, 100),
    outcome("strong", 0.001, 99, 100),
    outcome("place", 0.2, 50, 50, false),
    outcome("alike", 0.2, 0, 10),
  ];
  const found = thresholds(classes, 300);
  expect(found.classes.map((own) => own.class)).toEqual(["strong", "alike", "place", "weak"]);
  expect(found.curve).toEqual([
    { class: "strong", pairs: 100, correct: 99, precision: 0.99, recall: 0.33 },
    { class: "place", pairs: 160, correct: 149, precision: 149 / 160, recall: 149 / 300 },
    { class: "weak", pairs: 260, correct: 239, precision: 239 / 260, recall: 239 / 300 },
  ]);
  expect(found.oracle.map((point) => [point.class, point.correct])).toEqual([
    ["place", 50],
    ["strong", 149],
    ["weak", 239],
    ["alike", 239],
  ]);
  expect(found.boundOracle.map((point) => point.class)).toEqual(["strong", "weak", "alike"]);
  expect(recallAt(found.oracle, 0.99)).toBe(149 / 300);
  expect(recallAt(found.boundOracle, 0.99)).toBe(0.33);
  expect(recallAt(found.boundOracle, 0.999)).toBe(0);
});

/** Pairs that a curve spends to reach so many correct ones, between two points in proportion. */
function pairsFor(curve: readonly ThresholdPoint[], correct: number): number {
  const at = curve.findIndex((point) => point.correct >= correct);
  const [from, to] = [curve[at - 1] ?? { pairs: 0, correct: 0 }, curve[at]];
  if (to.correct === from.correct) return from.pairs;
  return from.pairs + ((correct - from.correct) / (to.correct - from.correct)) * (to.pairs - from.pairs);
}

test("the oracle needs no more pairs than any other order to reach the same recall", () => {
  const counts = fc.record({ pairs: fc.integer({ min: 1, max: 1000 }), share: fc.integer({ min: 0, max: 100 }) });
  const ordered = fc.array(counts, { minLength: 1, maxLength: 8, size: "max" });
  fc.assert(
    fc.property(ordered, (order) => {
      // The order given is the model's.
      const classes = order.map(({ pairs, share }, i) =>
        outcome(String(i), (i + 1) / 100, Math.floor((pairs * share) / 100), pairs),
      );
      const { curve, oracle } = thresholds(classes, 1_000_000);
      for (const point of curve) expect(pairsFor(oracle, point.correct)).toBeLessThanOrEqual(point.pairs + 1e-6);
      expect(oracle.at(-1)!.recall).toBe(curve.at(-1)!.recall);
    }),
    { numRuns: 2000 },
  );
});
