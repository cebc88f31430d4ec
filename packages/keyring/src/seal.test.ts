import { createDecipheriv } from "node:crypto";

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { CHUNK_BYTES } from "./cipher.ts";
import { seal, unseal } from "./seal.ts";

const key = fc.uint8Array({ minLength: 32, maxLength: 32 });
const broken = expect.objectContaining({ code: "SEAL_BROKEN" });

describe("sealing", () => {
  it("opens to what was sealed, and never seals alike twice", () => {
    fc.assert(
      fc.property(key, fc.uint8Array({ maxLength: 300, size: "max" }), fc.string(), (k, plain, context) => {
        const sealed = seal(k, plain, context);
        expect(unseal(k, sealed, context)).toEqual(plain);
        expect(seal(k, plain, context)).not.toEqual(sealed);
      }),
    );
  });

  it("opens to nothing with any bit flipped, cut short, moved or under another key", () => {
    const k = new Uint8Array(32).fill(5);
    const sealed = seal(k, new Uint8Array([1, 2, 3]), "here");
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const flipped = sealed.slice();
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      expect(() => unseal(k, flipped, "here")).toThrow(broken);
    }
    for (let length = 0; length < sealed.length; length++) {
      expect(() => unseal(k, sealed.subarray(0, length), "here")).toThrow(broken);
    }
    expect(() => unseal(k, sealed, "there")).toThrow(broken);
    expect(() => unseal(new Uint8Array(32), sealed, "here")).toThrow(broken);
    expect(() => unseal(new Uint8Array(31), sealed, "here")).toThrow(expect.objectContaining({ code: "KEY_LENGTH" }));
  });

  it("has the layout other tools can open: format, nonce, ciphertext, tag, over many chunks", () => {
    const k = new Uint8Array(32).fill(9);
    const plain = new Uint8Array(2 * CHUNK_BYTES + 5).map((_, at) => at * 7);
    const sealed = seal(k, plain, "segment 3");
    expect([sealed[0], sealed.length]).toEqual([1, plain.length + 29]);
    const reference = createDecipheriv("aes-256-gcm", k, sealed.subarray(1, 13))
      .setAAD(Buffer.from("segment 3"))
      .setAuthTag(sealed.subarray(-16));
    const opened = Buffer.concat([reference.update(sealed.subarray(13, -16)), reference.final()]);
    expect(opened.equals(plain)).toBe(true);
    expect(Buffer.from(unseal(k, sealed, "segment 3")).equals(plain)).toBe(true);
  });
});
