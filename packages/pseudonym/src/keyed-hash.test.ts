import { createHmac } from "node:crypto";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { KeyedHash } from "./keyed-hash.ts";

it("is HMAC-SHA-256, for texts of any length and script, one after the other", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 32, maxLength: 64 }),
      fc.array(fc.string({ unit: "grapheme", maxLength: 600, size: "max" }), { minLength: 1, maxLength: 4 }),
      (key, texts) => {
        const keyed = new KeyedHash(key);
        const out = Buffer.alloc(32);
        for (const text of texts) {
          keyed.digest(text, out);
          expect(out).toEqual(createHmac("sha256", key).update(text, "utf8").digest());
        }
      },
    ),
  );
});
