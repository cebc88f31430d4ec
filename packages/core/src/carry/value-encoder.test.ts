import { toBase64url, toHex } from "@koppel/pseudonym";
import * as fc from "fast-check";
import { expect, it } from "vitest";

import { encodeBase64url, encodeHex } from "./value-encoder.ts";

it("writes values as the wire formats are, and nothing beside them", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 16, size: "max" }), fc.nat(5), (value, shift) => {
      const words = new Uint32Array(4 + shift);
      new Uint8Array(words.buffer).set(value, 4 * shift);
      for (const [encode, text] of [
        [encodeHex, toHex(value)],
        [encodeBase64url, toBase64url(value)],
      ] as const) {
        const out = Buffer.alloc(40, "x");
        encode(words, shift, new DataView(out.buffer, out.byteOffset, out.length), shift);
        expect(out.toString()).toBe(`${"x".repeat(shift)}${text}`.padEnd(40, "x"));
      }
    }),
  );
});
