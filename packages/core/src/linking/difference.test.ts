import * as fc from "fast-check";
import { expect, it } from "vitest";

import { countTransitions, differenceOf } from "./difference.ts";

/** Local patients in parts, each with its person before and after; a few persons are one with another. */
const patients = fc.array(fc.record({ part: fc.nat(2), before: fc.nat(6), after: fc.nat(6) }), { maxLength: 20 });
const bridges = fc
  .array(fc.tuple(fc.integer({ min: 4, max: 6 }), fc.nat(3)), { maxLength: 2 })
  .map((pairs) => new Map(pairs));

it("counts pairs and persons as one who looks at every pair", () => {
  fc.assert(
    fc.property(patients, bridges, bridges, (all, keptBefore, keptAfter) => {
      const parts = [0, 1, 2].map((part) => {
        const own = all.filter((each) => each.part === part);
        const column = (of: "before" | "after"): Uint32Array => Uint32Array.from(own, (each) => each[of]);
        return countTransitions(column("before"), column("after"));
      });
      const before = all.map((each) => keptBefore.get(each.before) ?? each.before);
      const after = all.map((each) => keptAfter.get(each.after) ?? each.after);
      const pairs = all.flatMap((_, i) => all.slice(i + 1).map((__, j) => [i, i + 1 + j] as const));
      const one = (person: number[], [i, j]: readonly [number, number]): boolean => person[i] === person[j];
      const others = (from: number[], to: number[]): number =>
        [...new Set(to)].reduce((sum, person) => sum + new Set(from.filter((_, i) => to[i] === person)).size - 1, 0);
      expect(differenceOf(parts, keptBefore, keptAfter)).toEqual({
        made: pairs.filter((pair) => !one(before, pair) && one(after, pair)).length,
        broken: pairs.filter((pair) => one(before, pair) && !one(after, pair)).length,
        merged: others(before, after),
        split: others(after, before),
      });
    }),
    { numRuns: 1000 },
  );
});
