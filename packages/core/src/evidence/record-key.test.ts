import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { recordKey, recordKeys } from "./record-key.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
// Lengths around the borders of blocks: 13 bytes go in with the length, 16 with each block after it.
const id = fc.oneof(
  fc.string({ maxLength: 5 }),
  fc.constantFrom(12, 13, 14, 28, 29, 30, 45, 46, 300).chain((n) => fc.nat(2).map((c) => "abc"[c].repeat(n))),
);

describe("record keys", () => {
  it("are the same for one id and for many at once", () => {
    fc.assert(
      fc.property(fc.array(id, { maxLength: 40, size: "max" }), (ids) => {
        const parts = ids.map((text) => new TextEncoder().encode(text));
        const offsets = new Uint32Array(ids.length + 1);
        parts.forEach((part, i) => (offsets[i + 1] = offsets[i] + part.length));
        const keys = recordKeys("heart", "H1", new Uint8Array(Buffer.concat(parts)), offsets);
        expect(hex(keys)).toBe(ids.map((text) => hex(recordKey("heart", "H1", text))).join(""));
      }),
    );
  });

  it("differ for all ids that differ, also where one is the beginning of the other or ends in zeros", () => {
    const ids = Array.from({ length: 70 }, (_, n) => ["a".repeat(n), `${"a".repeat(n)}\0`, `${"a".repeat(n)}b`]).flat();
    const distinct = new Set(ids);
    expect(new Set([...distinct].map((text) => hex(recordKey("heart", "H1", text)))).size).toBe(distinct.size);
  });

  it("differ by registry and provider", () => {
    const keys = [
      ["heart", "H1"],
      ["heart", "H2"],
      ["lung", "H1"],
    ].map(([r, p]) => hex(recordKey(r, p, "1")));
    expect(new Set(keys).size).toBe(3);
  });

  it("never change: fingerprints rest on them", () => {
    expect(hex(recordKey("heart", "H1", "1"))).toBe("c978ba9996cbda41ea454b6e859d5265");
    expect(hex(recordKey("heart", "H1", "a record id of more than two blocks"))).toBe(
      "780e6c706dbf202fcd359c5a9a52f714",
    );
  });
});
