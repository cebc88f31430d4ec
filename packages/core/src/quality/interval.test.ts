import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { countInterval, estimateInterval, jackknifeVariance, shareInterval } from "./interval.ts";

describe("an interval", () => {
  it("of a share is that of the published examples (Newcombe 1998, table I, method 3)", () => {
    for (const [count, of, low, high] of [
      [81, 263, 0.2553, 0.3662],
      [15, 148, 0.0624, 0.1605],
      [0, 20, 0, 0.1611],
      [1, 29, 0.0061, 0.1718],
    ] as const) {
      const [from, to] = shareInterval(count, of);
      expect(from).toBeCloseTo(low, 4);
      expect(to).toBeCloseTo(high, 4);
    }
  });

  it("of a count is near the exact one of Poisson (Garwood 1936)", () => {
    for (const [count, low, high] of [
      [0, 0, 3.689],
      [3, 0.619, 8.767],
      [10, 4.795, 18.39],
      [100, 81.36, 121.6],
    ] as const) {
      const [from, to] = countInterval(count);
      expect(Math.abs(from - low)).toBeLessThan(0.05);
      expect(Math.abs(to - high)).toBeLessThan(0.15);
    }
  });

  it("of an estimate holds it, stays above zero and widens with the variance", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 1e6, noNaN: true }),
        fc.double({ min: 0, max: 1e9, noNaN: true }),
        (n, v) => {
          const [low, high] = estimateInterval(n, v);
          const [lower, higher] = estimateInterval(n, v * 2 + 1);
          expect(low).toBeGreaterThan(0);
          expect(low).toBeLessThanOrEqual(n);
          expect(high).toBeGreaterThanOrEqual(n);
          expect(lower).toBeLessThan(low);
          expect(higher).toBeGreaterThanOrEqual(high);
          expect(high).toBeGreaterThanOrEqual(countInterval(0)[1]);
        },
      ),
    );
    expect(estimateInterval(0, 0)).toEqual([0, countInterval(0)[1]]);
  });
});

it("the jackknife of a sum is its textbook variance: parts times the variance between parts", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 2, maxLength: 70 }), (parts) => {
      const total = parts.reduce((sum, part) => sum + part, 0);
      const mean = total / parts.length;
      const between = parts.reduce((sum, part) => sum + (part - mean) ** 2, 0) / (parts.length - 1);
      const left = parts.map((part) => total - part);
      // An estimate that is the sum scales with the parts left: the jackknife sees (n - 1)/n of each.
      const found = jackknifeVariance(left);
      expect(found).toBeCloseTo(((parts.length - 1) ** 2 / parts.length) * between, 5);
    }),
  );
});
