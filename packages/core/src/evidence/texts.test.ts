import * as fc from "fast-check";
import { expect, it } from "vitest";

import { joinTexts, pickTexts, readTexts, shareTexts, sliceTexts, textAt, textBytes, type Texts } from "./texts.ts";

// Columns without any text are as likely as others.
const column = fc.oneof(
  fc.array(fc.string({ unit: "binary", maxLength: 8 }), { maxLength: 6 }),
  fc.array(fc.constant(""), { maxLength: 6 }),
);
const shown = (texts: readonly string[]): string[] => texts.map((text) => Buffer.from(text).toString());
const told = (texts: Texts): string[] => Array.from({ length: texts.rows }, (_, i) => textAt(texts, i));

it("texts come back from their bytes, from several stretches as one, and in another order", () => {
  fc.assert(
    fc.property(fc.array(column, { maxLength: 4 }), fc.nat(3), fc.infiniteStream(fc.nat()), (parts, cut, chance) => {
      const all = shown(parts.flat());
      const joined = joinTexts(parts.map((part) => readTexts(textBytes(toTexts(part)))));
      expect(told(joined)).toEqual(all);
      expect(textBytes(readTexts(textBytes(joined)))).toEqual(textBytes(joined));

      const from = Math.min(cut, all.length);
      expect(told(joinTexts([sliceTexts(joined, from, all.length), sliceTexts(joined, 0, from)]))).toEqual([
        ...all.slice(from),
        ...all.slice(0, from),
      ]);
      const order = all.map((_, i) => ({ i, key: chance.next().value! })).toSorted((a, b) => a.key - b.key);
      const rank = Uint32Array.from(order, ({ i }) => i);
      const moved = told(shareTexts(joined, rank));
      expect(rank.reduce<string[]>((list, to, i) => list.with(i, moved[to]), [...all])).toEqual(all);
      expect(told(pickTexts(joined, Int32Array.from(rank)))).toEqual(Array.from(rank, (i) => all[i]));
    }),
  );
});

it("a column of empty texts has no offsets, and takes four bytes", () => {
  const nothing = joinTexts([toTexts(["", ""]), toTexts([""])]);
  expect(nothing).toEqual({ rows: 3, text: new Uint8Array(0), offsets: new Uint32Array(0) });
  expect(textBytes(nothing)).toHaveLength(4);
  expect(told(joinTexts([nothing, toTexts(["x"]), nothing]))).toEqual(["", "", "", "x", "", "", ""]);
});

/** As the parser leaves them: the text has room to spare. */
function toTexts(texts: readonly string[]): Texts {
  const encoded = texts.map((text) => Buffer.from(text));
  const offsets = Uint32Array.from([0, ...encoded.map((_, i) => Buffer.concat(encoded.slice(0, i + 1)).length)]);
  return { rows: texts.length, text: Buffer.concat([...encoded, Buffer.from("to spare")]), offsets };
}
