import { createHash } from "node:crypto";
import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";

import { finaliseFiles, rewrapFile, type LinkTable, verifyMap } from "@koppel/core";
import { encryptColumn, publicKeyOf } from "@koppel/keyring";
import { toHex } from "@koppel/pseudonym";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { csv, deliver, encrypted, type Sheet } from "./support/delivery.ts";
import { sheet } from "./support/patients.ts";
import { LUNG_TYPES, TYPES } from "./support/tables.ts";
import { TwoVersions } from "./support/two-versions.ts";

const versions = await TwoVersions.make();
const { ring, table } = versions;
const publicKey = Buffer.from(table.signer, "hex");
afterAll(() => versions.close());

/** What a provider delivers, under its name in the folder. */
function delivered(name: string, of: Sheet): string {
  return deliver(versions.folder, `${name}.csv`, of, csv(of));
}

describe("a map", () => {
  const sheets = [sheet("heart", "H1", TYPES, 0, 60), sheet("heart", "H2", TYPES, 30, 60)];
  const path = versions.path("heart.map.csv");
  beforeAll(async () => {
    const final = encrypted(sheets[1]!, ring);
    // The same patients at another registry, and others of its own.
    const lung = sheet("lung", "H1", LUNG_TYPES, 40, 60);
    await table.link([delivered("m1", sheets[0]!), delivered("m2", final), delivered("m3", lung)]);
    await table.map({ registry: "heart", from: 1, to: 2, output: path });
  });

  it("has each value of the registry once, as old and as new, in the order of the old", async () => {
    const values = (type: string): Uint8Array[] =>
      sheets.flatMap(({ types, records }) =>
        records
          .map(({ mrn, values }) => (type === "MRN" ? mrn : values[types.indexOf(type)]!))
          .filter((value) => value !== null),
      );
    const written = (type: string, version: number, value: Uint8Array): string =>
      toHex(encryptColumn(ring.typeKey("heart", version, type), value));
    const rows = ["MRN", ...TYPES].map((type) =>
      [
        ...new Set(values(type).map((value) => `${type},${written(type, 1, value)},${written(type, 2, value)}`)),
      ].toSorted(),
    );
    expect(readFileSync(path, "utf8")).toBe(["type,old,new", ...rows.flat()].map((row) => `${row}\n`).join(""));
    const counts = Object.fromEntries(["MRN", ...TYPES].map((type, t) => [type, rows[t]!.length]));
    expect(counts).toMatchObject({ B: 0, NGGV: expect.any(Number) });
    const manifest = JSON.parse(readFileSync(versions.path("heart.map.json"), "utf8")) as object;
    const sha256 = createHash("sha256").update(readFileSync(path)).digest("hex");
    expect(manifest).toMatchObject({
      registry: "heart",
      from: 1,
      to: 2,
      values: counts,
      sha256,
      signer: (await table.status()).table,
    });
  });

  it("is verified with the signer's public key and no other", async () => {
    expect(await verifyMap(path, publicKey)).toMatchObject({ registry: "heart", from: 1, to: 2 });
    const label = versions.path("heart.map.json");
    const other = publicKeyOf(new Uint8Array(32).fill(4));
    await expect(verifyMap(path, other)).rejects.toMatchObject({ code: "BAD_SIGNATURE", file: label });
    await expect(verifyMap(versions.path("no.csv"), publicKey)).rejects.toMatchObject({ code: "FILE_UNREADABLE" });
    await expect(verifyMap(versions.path("m1.csv"), publicKey)).rejects.toMatchObject({ code: "MANIFEST_MISSING" });
  });

  it("is found out by any change of a byte in it or its manifest, and the file is named", async () => {
    cpSync(path, versions.path("t.csv"));
    cpSync(versions.path("heart.map.json"), versions.path("t.map.json"));
    for (const [name, code] of [
      ["t.csv", "HASH_MISMATCH"],
      ["t.map.json", "BAD_SIGNATURE"],
    ] as const) {
      const file = versions.path(name);
      const whole = readFileSync(file);
      const change = fc.oneof(
        fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 })).map(([at, by]) => {
          const changed = Buffer.from(whole);
          changed[at]! ^= by;
          return changed;
        }),
        fc.nat(whole.length - 1).map((at) => Buffer.concat([whole.subarray(0, at), whole.subarray(at + 1)])),
        fc
          .tuple(fc.nat(whole.length), fc.constantFrom(" ", "\n", "0"))
          .map(([at, more]) => Buffer.concat([whole.subarray(0, at), Buffer.from(more), whole.subarray(at)])),
      );
      await fc.assert(
        fc.asyncProperty(change, async (changed) => {
          writeFileSync(file, changed);
          await expect(verifyMap(versions.path("t.csv"), publicKey)).rejects.toMatchObject({ code, file });
        }),
        { numRuns: 300 },
      );
      writeFileSync(file, whole);
    }
    await verifyMap(versions.path("t.csv"), publicKey);
  });

  it("is not made where it would mean nothing, and leaves nothing then", async () => {
    const output = versions.path("none.csv");
    const make = (changes: object): Promise<unknown> => table.map({ registry: "heart", from: 1, output, ...changes });
    await expect(make({ registry: "liver" })).rejects.toMatchObject({ code: "UNKNOWN_REGISTRY" });
    await expect(make({ from: 2 })).rejects.toMatchObject({ code: "SAME_VERSION" });
    await expect(make({ to: 3 })).rejects.toMatchObject({ code: "VERSION_MISSING" });
    await expect(make({ output: path })).rejects.toMatchObject({ code: "OUTPUT_EXISTS", file: path });
    await expect(make({ signal: AbortSignal.abort() })).rejects.toMatchObject({ name: "AbortError" });
    expect([output, versions.path("none.map.json")].filter((file) => existsSync(file))).toEqual([]);
  });
});

describe("a table knows for which deliveries a key version is still needed", () => {
  const visits = (provider: string, first: number): Sheet => sheet("heart", provider, TYPES, first, 20);
  const needed = (own: LinkTable): string[] =>
    own.keys
      .uses()
      .filter(({ domain }) => domain === "heart")
      .map(({ version, needs }) => `${version}: ${needs.join(", ").replaceAll("delivery of ", "")}`);

  it("until all of them are rewrapped or mapped", async () => {
    const empty = await TwoVersions.make();
    try {
      const own = empty.table;
      const put = (name: string, of: Sheet): string => deliver(empty.folder, `${name}.csv`, of, csv(of));
      const [pre, first, second] = [visits("H3", 40), visits("H1", 0), visits("H2", 20)];
      const final = put("h1", encrypted(first, empty.ring));
      await own.link([final]);
      await own.link([put("h2", encrypted(second, empty.ring))]);
      await own.link([put("h3", pre)]);
      expect(needed(own)).toEqual(["1: H1 (run 1), H2 (run 2)"]);

      const [finalised] = await finaliseFiles([{ input: empty.path("h3.csv"), output: empty.path("f3.csv") }], {
        ring: empty.before,
      });
      own.recordCarrying(finalised!);
      own.recordCarrying(finalised!);
      expect(needed(own)).toEqual(["1: H1 (run 1), H2 (run 2), H3 (run 3)"]);

      for (const [input, output] of [
        ["h1", "r1"],
        ["f3", "r3"],
      ] as const)
        own.recordCarrying(
          await rewrapFile(
            { input: empty.path(`${input}.csv`), output: empty.path(`${output}.csv`) },
            { ring: empty.ring },
          ),
        );
      expect(needed(own)).toEqual(["1: H2 (run 2)", "2: H1 (run 1), H3 (run 3)"]);

      await own.map({ registry: "heart", from: 1, output: empty.path("map.csv") });
      expect(needed(own)).toEqual(["2: H1 (run 1), H2 (run 2), H3 (run 3)"]);
      // What comes under the old version after the map is not in it.
      await own.link([put("late", encrypted(visits("H1", 60), empty.ring))]);
      expect(needed(own)).toEqual(["1: H1 (run 4)", "2: H1 (run 1), H2 (run 2), H3 (run 3)"]);
      // The way back is a carrying as well.
      await own.map({ registry: "heart", from: 2, to: 1, output: empty.path("back.csv") });
      expect(needed(own)).toEqual(["1: H1 (run 1), H2 (run 2), H3 (run 3), H1 (run 4)"]);
      const stranger = { ...finalised!, registry: "liver" };
      expect(() => own.recordCarrying(stranger)).toThrow(expect.objectContaining({ code: "UNKNOWN_REGISTRY" }));
    } finally {
      await empty.close();
    }
  });
});
