import * as fc from "fast-check";
import { expect, it } from "vitest";

import { allocateBlock, type Block } from "../evidence/block.ts";
import { checkLattice, type TypeRule } from "./lattice-check.ts";

const TYPES = 4;
/** By type: 0 for missing, else one of a few values. */
const row = fc.array(fc.nat(3), { minLength: TYPES, maxLength: TYPES });
const blocks = fc.array(fc.array(row, { maxLength: 8, size: "max" }), { minLength: 1, maxLength: 3, size: "max" });
const rule = fc
  .shuffledSubarray([0, 1, 2, 3], { minLength: 2, maxLength: 4 })
  .chain((types) =>
    fc.integer({ min: 1, max: 2 }).map((n) => ({ determinants: types.slice(0, n), implied: types.slice(n) })),
  )
  .filter(({ implied }) => implied.length > 0);

it("finds the rules that two records break, as comparing every pair does", () => {
  fc.assert(
    fc.property(blocks, fc.array(rule, { maxLength: 3 }), (rows, rules) => {
      const found = checkLattice(toBlocks(rows), rules);
      const expected = rules.flatMap((each) => {
        const broken = contradictions(rows.flat(), each);
        return broken.length === 0 ? [] : [{ rule: each, count: broken.length, lines: broken.slice(0, 10) }];
      });
      expect(found).toEqual(expected);
    }),
    { numRuns: 1000 },
  );
});

/** Lines of the first record with the determinants and an implied value, and of each later one with another. */
function contradictions(rows: readonly number[][], { determinants, implied }: TypeRule): [number, number][] {
  const has = (row: number[], type: number): boolean => [...determinants, type].every((each) => row[each] > 0);
  return implied.flatMap((type) =>
    rows.flatMap((row, i): [number, number][] => {
      if (!has(row, type)) return [];
      const first = rows.findIndex((other) => has(other, type) && determinants.every((d) => other[d] === row[d]));
      return rows[first][type] === row[type] ? [] : [[first + 2, i + 2]];
    }),
  );
}

function toBlocks(blocks: readonly number[][][]): Block[] {
  let line = 2;
  return blocks.map((rows) => {
    const block = allocateBlock(rows.length, 2 ** TYPES - 1);
    rows.forEach((row, i) => {
      block.line[i] = line++;
      row.forEach((value, type) => {
        if (value === 0) return;
        block.present[i] |= 1 << type;
        // Other values share the word that tables are hashed by.
        block.values[type]!.set([7, 0, 0, value], 4 * i);
      });
    });
    return block;
  });
}
