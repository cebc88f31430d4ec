import { describe, expect, it } from "vitest";

import { Sealer, type SealKeys } from "./sealer.ts";

const key = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);
const keys: SealKeys = { table: "t1", generation: 1, primary: 1, keys: new Map([[1, key(1)]]) };
const rotated: SealKeys = {
  ...keys,
  primary: 2,
  keys: new Map([
    [1, key(1)],
    [2, key(2)],
  ]),
};
const content = new TextEncoder().encode("some evidence");

describe("a sealer", () => {
  it("opens what it sealed in the same place, under the primary key and older ones", () => {
    const old = new Sealer(keys).seal(content, "evidence|1|1");
    const fresh = new Sealer(rotated).seal(content, "evidence|1|2");
    expect(new Sealer(rotated).open(old, "evidence|1|1")).toEqual(content);
    expect(new Sealer(rotated).open(fresh, "evidence|1|2")).toEqual(content);
    expect(() => new Sealer(keys).open(fresh, "evidence|1|2")).toThrow(
      expect.objectContaining({ code: "SEAL_VERSION" }),
    );
  });

  it("opens nothing in another place, of another table or generation, or under another key", () => {
    const sealed = new Sealer(keys).seal(content, "evidence|1|1");
    const broken = expect.objectContaining({ code: "SEAL_BROKEN" });
    expect(() => new Sealer(keys).open(sealed, "evidence|11|1")).toThrow(broken);
    expect(() => new Sealer(keys).open(sealed, "roster|1|1")).toThrow(broken);
    expect(() => new Sealer({ ...keys, table: "t2" }).open(sealed, "evidence|1|1")).toThrow(broken);
    expect(() => new Sealer({ ...keys, generation: 2 }).open(sealed, "evidence|1|1")).toThrow(broken);
    expect(() => new Sealer({ ...keys, keys: new Map([[1, key(3)]]) }).open(sealed, "evidence|1|1")).toThrow(broken);
  });

  it("opens nothing of which a bit was turned or a byte cut off", () => {
    const sealed = new Sealer(keys).seal(content, "here");
    const refused = expect.objectContaining({ code: expect.stringMatching(/^SEAL_(BROKEN|VERSION)$/) });
    for (let at = 0; at < sealed.length; at++) {
      const turned = sealed.slice();
      turned[at] ^= 1;
      expect(() => new Sealer(keys).open(turned, "here")).toThrow(refused);
      expect(() => new Sealer(keys).open(sealed.slice(0, at), "here")).toThrow(refused);
    }
  });
});
