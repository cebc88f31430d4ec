import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { allocateBlock, blockBytes, copyRows, permuteRows, readBlock, type Block } from "./block.ts";

const shape = fc.record({ rows: fc.nat(9), typeMask: fc.nat(2 ** 14 - 1), seed: fc.nat(255) });

/** A block with something else in every byte of its columns. */
function filled({ rows, typeMask, seed }: { rows: number; typeMask: number; seed: number }): Block {
  const block = allocateBlock(rows, typeMask);
  for (let at = 16; at < block.bytes.length; at++) block.bytes[at] = (at * 31 + seed) % 251;
  return block;
}

describe("a block", () => {
  it("is read back from its bytes, wherever they stand", () => {
    fc.assert(
      fc.property(shape, fc.nat(5), (given, shift) => {
        const block = filled(given);
        const held = Buffer.alloc(block.bytes.length + shift);
        held.set(block.bytes, shift);
        expect(readBlock(held.subarray(shift))).toEqual({ ...block, bytes: expect.anything() });
        expect([...readBlock(held.subarray(shift)).bytes]).toEqual([...block.bytes]);
        expect(block.bytes.length).toBe(blockBytes(given.rows, given.typeMask));
      }),
    );
  });

  it("refuses bytes that were cut, lengthened or are something else", () => {
    const { bytes } = filled({ rows: 3, typeMask: 0b101, seed: 1 });
    for (let length = 0; length < bytes.length; length++)
      expect(() => readBlock(bytes.slice(0, length))).toThrow(RangeError);
    expect(() => readBlock(Uint8Array.of(...bytes, 0))).toThrow(RangeError);
    expect(() => readBlock(new Uint8Array(bytes.length))).toThrow(RangeError);
  });

  it("is the same after its rows were ordered anew and back, and after it was copied piece by piece", () => {
    const rank = shape.chain((given) =>
      fc.tuple(
        fc.constant(given),
        fc.shuffledSubarray([...Array(given.rows).keys()], { minLength: given.rows }),
        fc.nat(given.rows),
      ),
    );
    fc.assert(
      fc.property(rank, ([given, order, cut]) => {
        const block = filled(given);
        const { rows, typeMask } = given;
        const there = allocateBlock(rows, typeMask);
        const back = allocateBlock(rows, typeMask);
        permuteRows(block, Uint32Array.from(order), there);
        permuteRows(
          there,
          Uint32Array.from(order, (_, row) => order.indexOf(row)),
          back,
        );
        const pieces = allocateBlock(rows, typeMask);
        copyRows(block, 0, cut, pieces, 0);
        copyRows(block, cut, rows, pieces, cut);
        for (const same of [back, pieces]) expect({ ...same, bytes: null }).toEqual({ ...block, bytes: null });
        expect(order.map((to) => there.line[to])).toEqual([...block.line]);
        expect(order.map((to) => there.number[4 * to + 3])).toEqual(
          [...block.line.keys()].map((i) => block.number[4 * i + 3]),
        );
      }),
    );
  });
});
