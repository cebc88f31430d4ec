import * as fc from "fast-check";
import { expect, it } from "vitest";

import { allocateBlock, readBlock, TAKES_PART } from "../evidence/block.ts";
import { joinTexts, textAt, type Texts } from "../evidence/texts.ts";
import { gather, makeSlab, type Slab } from "./slab.ts";

const PARTITIONS = 5;

const row = fc.record({
  id: fc.string({ unit: fc.constantFrom("a", "é", "€"), maxLength: 5 }),
  reversible: fc.string({ unit: fc.constantFrom("A", "b"), maxLength: 2 }),
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
        const { block, texts } = gather(opened, partition, 0b111);
        const found = Array.from({ length: block.rows }, (_, i) => ({
          id: textAt(texts.record_ids, i),
          reversible: textAt(texts.reversible_numbers, i),
          values: [0, 1, 2].map((type) => block.values[type]![4 * i + 3]),
          number: block.number[4 * i],
          from: [block.delivery[i], block.line[i]],
        }));
        const expected = all.flatMap(([rows, type], s) =>
          rows.flatMap(({ id, reversible, value, partition: own, takesPart }, i) =>
            own === partition && takesPart
              ? [
                  {
                    id,
                    reversible,
                    values: [0, 1, 2].map((t) => (t === type ? value : 0)),
                    number: value,
                    from: [s, i + 2],
                  },
                ]
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
  rows: readonly { id: string; reversible: string; value: number; partition: number; takesPart: boolean }[],
  type: number,
  delivery: number,
): Slab {
  // The parser's blocks have room for more records than there are.
  const block = allocateBlock(rows.length + 3, 1 << type);
  rows.forEach(({ value, takesPart }, i) => {
    block.values[type]![4 * i + 3] = value;
    block.number[4 * i] = value;
    block.present[i] = (1 << type) | (takesPart ? TAKES_PART : 0);
    block.delivery[i] = delivery;
    block.line[i] = i + 2;
  });
  const column = (texts: readonly string[]): Texts =>
    joinTexts(
      texts.map((text) => ({ rows: 1, text: Buffer.from(text), offsets: Uint32Array.of(0, Buffer.byteLength(text)) })),
    );
  const texts = {
    record_ids: column(rows.map(({ id }) => id)),
    reversible_numbers: column(rows.map((each) => each.reversible)),
  };
  const partition = Uint16Array.from(rows, (each) => each.partition);
  return makeSlab(block, rows.length, texts, partition, PARTITIONS);
}
