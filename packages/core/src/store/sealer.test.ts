import { describe, expect, it } from "vitest";

import type { PartKey } from "./part-key.ts";
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
const broken = expect.objectContaining({ code: "SEAL_BROKEN" });

/** The same key as it is opened again. */
const again = (of: SealKeys, { row }: PartKey): PartKey => new Sealer(of).openKey(row.part, row.sealed);

describe("a part key", () => {
  it("opens what it sealed in the same place, kept under the primary seal key and older ones", () => {
    const [old, fresh] = [new Sealer(keys).newKey("partition 1"), new Sealer(rotated).newKey("partition 1")];
    for (const each of [old, fresh]) {
      const sealed = each.seal(content, "evidence|1|1");
      expect(again(rotated, each).open(sealed, "evidence|1|1")).toEqual(content);
    }
    expect([old, fresh].map((each) => new Sealer(rotated).isPrimary(each))).toEqual([false, true]);
    expect(() => again(keys, fresh)).toThrow(expect.objectContaining({ code: "SEAL_VERSION" }));
  });

  it("opens nothing in another place, and nothing that another key of the part sealed", () => {
    const sealer = new Sealer(keys);
    const one = sealer.newKey("partition 1");
    const sealed = one.seal(content, "evidence|1|1");
    expect(() => one.open(sealed, "evidence|11|1")).toThrow(broken);
    expect(() => one.open(sealed, "roster|1|1")).toThrow(broken);
    expect(() => sealer.newKey("partition 1").open(sealed, "evidence|1|1")).toThrow(broken);
  });

  it("opens for no other part, table or generation, and under no other seal key", () => {
    const { row } = new Sealer(keys).newKey("partition 1");
    expect(() => new Sealer(keys).openKey("partition 11", row.sealed)).toThrow(broken);
    for (const other of [{ table: "t2" }, { generation: 2 }, { keys: new Map([[1, key(3)]]) }])
      expect(() => new Sealer({ ...keys, ...other }).openKey("partition 1", row.sealed)).toThrow(broken);
    expect(() => new Sealer(keys).keyOf("partition 1", { of: () => undefined })).toThrow("part key of partition 1");
  });

  it("opens nothing of which a bit was turned or a byte cut off", () => {
    const own = new Sealer(keys).newKey("partition 1");
    const contents = own.seal(content, "here");
    const refused = expect.objectContaining({ code: expect.stringMatching(/^SEAL_(BROKEN|VERSION)$/) });
    const opening: readonly [Uint8Array, (sealed: Uint8Array) => unknown][] = [
      [contents, (sealed) => own.open(sealed, "here")],
      [own.row.sealed, (sealed) => new Sealer(keys).openKey("partition 1", sealed)],
    ];
    for (const [whole, open] of opening)
      for (let at = 0; at < whole.length; at++) {
        const turned = whole.slice();
        turned[at] ^= 1;
        expect(() => open(turned)).toThrow(refused);
        expect(() => open(whole.slice(0, at))).toThrow(refused);
      }
  });
});
