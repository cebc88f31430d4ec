import { randomLcg, randomPoisson } from "d3-random";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { fitMixture, ParameterList, times, valueOf, type Observation, type Parameter } from "./poisson-mixture.ts";

/** Two kinds over a table of rows and columns: one the product of both, the other flat; and what they really are. */
function table(
  rows: readonly number[],
  columns: readonly number[],
  flat: number,
): {
  parameters: readonly Parameter[];
  observe: (count: (expected: number) => number) => Observation[];
} {
  const list = new ParameterList();
  const byRow = rows.map(() => list.add(1, 50, 0.01));
  const byColumn = columns.map((_, c) => list.add(2, 1, 0.01, c === 0));
  const everywhere = list.add(1, 10, 0.01);
  return {
    parameters: list.all,
    observe: (count) =>
      rows.flatMap((row, r) =>
        columns.map((column, c) => ({
          count: count(row * column + flat),
          terms: [
            { kind: "product", ...times(byRow[r], byColumn[c]) },
            { kind: "flat", ...everywhere },
          ],
        })),
      ),
  };
}

const rows = [4000, 900, 60, 20];
const columns = [1, 0.3, 0.02, 0.1];
const flat = 25;

describe("a mixture of Poisson counts", () => {
  it("gives back what the counts were made from", () => {
    const { parameters, observe } = table(rows, columns, flat);
    const values = fitMixture(
      parameters,
      observe((expected) => expected),
    );
    const found = [...values];
    found.slice(0, 4).forEach((row, r) => expect(Math.abs(row / rows[r] - 1)).toBeLessThan(0.01));
    expect(found.at(-1)).toBeCloseTo(flat, 0);
    expect(found.slice(4, 8).map((share) => Number(share.toFixed(2)))).toEqual(columns);
  });

  it("comes near it from counts with noise, and explains as many as were counted", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (seed) => {
        const { parameters, observe } = table(rows, columns, flat);
        const poisson = randomPoisson.source(randomLcg(seed));
        const observations = observe((expected) => poisson(expected)());
        const values = fitMixture(parameters, observations);
        expect(Math.abs(values.at(-1)! - flat)).toBeLessThan(12);
        const counted = observations.reduce((sum, { count }) => sum + count, 0);
        const explained = observations
          .flatMap(({ terms }) => terms)
          .reduce((sum, term) => sum + valueOf(term, values), 0);
        expect(Math.abs(explained - counted)).toBeLessThan(2);
      }),
      { numRuns: 50, seed: 1 },
    );
  });

  it("stays with the prior where nothing was counted, and keeps what is fixed", () => {
    const list = new ParameterList();
    const free = list.add(1, 7, 2);
    const fixed = list.add(2, 3, 1, true);
    expect([...fitMixture(list.all, [])]).toEqual([7, 3]);
    const observations = [{ count: 600, terms: [{ kind: "one", ...times(free, fixed, 2) }] }];
    // 600 counts over an exposure of 6, and 2 over 2 / 7.
    expect(fitMixture(list.all, observations)[0]).toBeCloseTo(602 / (6 + 2 / 7), 1);
  });
});
