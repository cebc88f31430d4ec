import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { recordKey, recordKeys } from "./record-key.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
// Lengths around the border: up to 15 bytes go in as they are, longer ones by their hash.
const id = fc.oneof(
  fc.string({ maxLength: 5 }),
  fc.constantFrom(12, 14, 15, 16, 17, 31, 32, 300).chain((n) => fc.nat(2).map((c) => "abc"[c].repeat(n))),
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

  it("differ for long ids that were made to collide under a chain of public permutations", () => {
    const [a, b] = ['H000000000112!!!!"!!!!!@!!!@!', "H000000000197oWb#|8*ur,d1#cnx"];
    expect(hex(recordKey("R", "P", a))).not.toBe(hex(recordKey("R", "P", b)));
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
    expect(hex(recordKey("heart", "H1", "1"))).toBe("b75905ed396daa481a88acaf053ed06b");
    expect(hex(recordKey("heart", "H1", "a record id of more than two blocks: 0123456789"))).toBe(
      "c97c6daa3e2c5e18d588afafc02451ac",
    );
  });
});
