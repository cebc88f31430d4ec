import * as fc from "fast-check";
import { expect, it } from "vitest";

import { distinctOrder } from "./value-order.ts";

/** Values that often start alike, or are the same. */
const value = fc
  .tuple(fc.constantFrom("00", "a1b2c3d4e5", "ff"), fc.integer({ min: 0, max: 9 }))
  .map(([start, n]) => start.padEnd(31, "0") + n);

it("orders values as text, each once", () => {
  fc.assert(
    fc.property(fc.array(value, { maxLength: 60 }), (texts) => {
      const order = distinctOrder(new Uint8Array(Buffer.from(texts.join(""), "hex")));
      expect([...order].map((i) => texts[i])).toEqual([...new Set(texts)].toSorted());
    }),
  );
});
