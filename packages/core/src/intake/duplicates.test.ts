import * as fc from "fast-check";
import { expect, it } from "vitest";

import { allocateBlock, TAKES_PART, type Block } from "../evidence/block.ts";
import { findDuplicates } from "./duplicates.ts";

/** Key of all records without a record id. */
const NO_ID = 0;
const keys = fc.integer({ min: NO_ID, max: 6 });
const scene = fc.tuple(fc.array(keys, { maxLength: 14, size: "max" }), fc.nat(14)).chain(([rows, cut]) =>
  fc.record({
    rows: fc.constant(rows),
    cut: fc.constant(cut),
    // Rows stand in order of partitions, not of lines.
    lines: fc.shuffledSubarray([...rows.keys()], { minLength: rows.length }),
    earlier: fc.array(fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 2 }), { maxLength: 2 }),
  }),
);

it("refuses all bearers of a key but the first line, and that too where an earlier delivery has it", () => {
  fc.assert(
    fc.property(scene, ({ rows, cut, lines, earlier }) => {
      const blocks = [toBlock(rows.slice(0, cut), lines), toBlock(rows.slice(cut), lines.slice(cut))];
      const found = findDuplicates(
        blocks,
        earlier.map((each) => Uint32Array.from(each.flatMap(words))),
      );
      const expected = rows.flatMap((key, i) => {
        if (key === NO_ID) return [];
        const isFirst = rows.every((other, j) => other !== key || lines[j] >= lines[i]);
        return isFirst && !earlier.flat().includes(key) ? [] : [lines[i]];
      });
      const refused = found.map(({ block, row }) => blocks[block].line[row]);
      expect(refused.toSorted((a, b) => a - b)).toEqual(expected.toSorted((a, b) => a - b));
    }),
    { numRuns: 1000 },
  );
});

function words(key: number): number[] {
  return [7, 0, 0, key];
}

function toBlock(rows: readonly number[], lines: readonly number[]): Block {
  const block = allocateBlock(rows.length, 0);
  rows.forEach((key, i) => {
    block.record.set(words(key), 4 * i);
    block.line[i] = lines[i];
    block.present[i] = key === NO_ID ? 0 : TAKES_PART;
  });
  return block;
}
