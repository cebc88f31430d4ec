import { assert, array, constantFrom, property, tuple } from "fast-check";
import { expect, it } from "vitest";

import { ValueIndex } from "./value-index.ts";

// Few words, so that values share their first one, and some are equal.
const value = tuple(...Array.from({ length: 4 }, () => constantFrom(0, 1, 0xffffffff)));

it("finds the first of equal values, and none that is not there", () => {
  assert(
    property(array(value, { maxLength: 40 }), array(value, { maxLength: 40 }), (values, asked) => {
      const index = new ValueIndex(Uint32Array.from(values.flat()));
      const column = Uint32Array.from(asked.flat());
      asked.forEach((each, i) => {
        const at = values.findIndex((known) => known.join() === each.join());
        expect([index.find(column, i), index.has(column, i)]).toEqual([at, at >= 0]);
      });
    }),
  );
});
