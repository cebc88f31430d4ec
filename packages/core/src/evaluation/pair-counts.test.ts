import * as fc from "fast-check";
import { expect, it } from "vitest";

import { countPairs } from "./pair-counts.ts";

const MOST = 2 ** 26 - 1;
const numbers = fc.constantFrom(0, 1, 2, MOST);
const records = fc.array(fc.tuple(numbers, numbers), { maxLength: 15, size: "max" });

it("counts pairs as looking at every pair does", () => {
  fc.assert(
    fc.property(records, (rows) => {
      const pairs = rows.flatMap((a, i) =>
        rows.slice(i + 1).map((b) => ({ linked: a[0] === b[0], true: a[1] === b[1] })),
      );
      const mean = (whole: 0 | 1): number => {
        const shares = rows.map((row) => {
          const own = rows.filter((other) => other[whole] === row[whole]);
          return own.filter((other) => other[1 - whole] === row[1 - whole]).length / own.length;
        });
        return shares.length === 0 ? 1 : shares.reduce((sum, share) => sum + share, 0) / shares.length;
      };
      const counted = countPairs(
        rows.map(([person]) => person),
        rows.map(([, truth]) => truth),
      );
      expect(counted).toEqual({
        true: pairs.filter((pair) => pair.true).length,
        linked: pairs.filter(({ linked }) => linked).length,
        correct: pairs.filter((pair) => pair.true && pair.linked).length,
        bcubedPrecision: expect.closeTo(mean(0), 9),
        bcubedRecall: expect.closeTo(mean(1), 9),
      });
    }),
    { numRuns: 1000 },
  );
});
