import * as fc from "fast-check";
import { expect, it } from "vitest";

import { allocateBlock, readBlock, TAKES_PART } from "../evidence/block.ts";
import { recordIdAt } from "../store/record-ids.ts";
import { gather, makeSlab, type Slab } from "./slab.ts";

const PARTITIONS = 5;

const row = fc.record({
  id: fc.string({ unit: fc.constantFrom("a", "é", "€"), maxLength: 5 }),
  value: fc.integer({ min: 1, max: 1000 }),
  partition: fc.nat(PARTITIONS - 1),
  takesPart: fc.boolean(),
});
/** Rows of several slabs, each with the type it has a column of. */
const slabs = fc.array(fc.tuple(fc.array(row, { maxLength: 12, size: "max" }), fc.nat(2)), {
  maxLength: 4,
  size: "max",
});

it("brings the records of a partition together, each with its own id, in the order of slabs and rows", () => {
  fc.assert(
    fc.property(slabs, (all) => {
      const made = all.map(([rows, type], s) => slabOf(rows, type, s));
      const opened = made.map((slab) => ({ slab, block: readBlock(slab.bytes) }));
      for (let partition = 0; partition < PARTITIONS; partition++) {
        const { block, ids } = gather(opened, partition, 0b111);
        const found = Array.from({ length: block.rows }, (_, i) => ({
          id: recordIdAt(ids, i),
          values: [0, 1, 2].map((type) => block.values[type]![4 * i + 3]),
          number: block.number[4 * i],
          from: [block.delivery[i], block.line[i]],
        }));
        const expected = all.flatMap(([rows, type], s) =>
          rows.flatMap(({ id, value, partition: own, takesPart }, i) =>
            own === partition && takesPart
              ? [{ id, values: [0, 1, 2].map((t) => (t === type ? value : 0)), number: value, from: [s, i + 2] }]
              : [],
          ),
        );
        expect(found).toEqual(expected);
      }
    }),
    { numRuns: 300 },
  );
});

function slabOf(
  rows: readonly { id: string; value: number; partition: number; takesPart: boolean }[],
  type: number,
  delivery: number,
): Slab {
  // The parser's blocks have room for more records than there are.
  const block = allocateBlock(rows.length + 3, 1 << type);
  const texts = rows.map(({ id }) => Buffer.from(id));
  const offsets = new Uint32Array(rows.length + 1);
  rows.forEach(({ value, takesPart }, i) => {
    block.values[type]![4 * i + 3] = value;
    block.number[4 * i] = value;
    block.present[i] = (1 << type) | (takesPart ? TAKES_PART : 0);
    block.delivery[i] = delivery;
    block.line[i] = i + 2;
    offsets[i + 1] = offsets[i] + texts[i].length;
  });
  const partition = Uint16Array.from(rows, (each) => each.partition);
  return makeSlab(block, rows.length, { text: Buffer.concat(texts), offsets }, partition, PARTITIONS);
}
