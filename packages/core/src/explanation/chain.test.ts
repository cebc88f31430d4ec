import * as fc from "fast-check";
import { expect, it } from "vitest";

import { chainBetween } from "./chain.ts";

const SIZE = 6;

/** All ways without a circle, written to be read. */
function ways(tie: (a: number, b: number) => number | null, way: readonly number[], to: number): number[][] {
  const last = way.at(-1)!;
  if (last === to) return [[...way]];
  return Array.from({ length: SIZE }, (_, next) => next)
    .filter((next) => !way.includes(next) && tie(last, next) !== null)
    .flatMap((next) => ways(tie, [...way, next], to));
}

it("finds the shortest way, of several the one that breaks last", () => {
  fc.assert(
    fc.property(
      fc.array(fc.option(fc.integer({ min: -3, max: 3 })), { minLength: SIZE * SIZE, maxLength: SIZE * SIZE }),
      fc.nat(SIZE - 1),
      fc.nat(SIZE - 1),
      (weights, from, to) => {
        const tie = (a: number, b: number): number | null => weights[Math.min(a, b) * SIZE + Math.max(a, b)]!;
        const weakest = (way: readonly number[]): number => Math.min(...way.slice(1).map((b, i) => tie(way[i]!, b)!));
        const all = ways(tie, [from], to);
        const found = chainBetween(SIZE, tie, from, to);
        if (found === null) {
          expect(all).toEqual([]);
          return;
        }
        const shortest = Math.min(...all.map(({ length }) => length));
        expect(all).toContainEqual(found);
        expect(found).toHaveLength(shortest);
        const best = Math.max(...all.filter(({ length }) => length === shortest).map(weakest));
        expect(weakest(found)).toBe(best);
      },
    ),
  );
});
