import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { gunzipSync, gzipSync, zstdCompressSync } from "node:zlib";

import { finaliseFiles, LinkTable, rewrapFile } from "@koppel/core";
import { decryptColumn, encryptColumn } from "@koppel/keyring";
import { toBase64url, toHex, type Manifest } from "@koppel/pseudonym";
import * as fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";

import { carryFile } from "../packages/core/src/carry/carry-file.ts";
import { openLabelled } from "../packages/core/src/carry/labelled-text.ts";
import { WorkerPool } from "../packages/core/src/workers/pool.ts";
import { csv, deliver, encrypted, type CsvForm, type Sheet } from "./support/delivery.ts";
import { sheet } from "./support/patients.ts";
import { LUNG_TYPES, TYPES } from "./support/tables.ts";
import { TwoVersions } from "./support/two-versions.ts";

const versions = await TwoVersions.make();
const { ring, folder } = versions;
const pool = new WorkerPool(2);
afterAll(async () => {
  await pool.close();
  await versions.close();
});

let made = 0;
/** A new folder. */
function place(): string {
  const path = join(folder, `place${made++}`);
  mkdirSync(path);
  return path;
}

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
const manifestOf = (path: string): Manifest =>
  JSON.parse(readFileSync(path.replace(/\.csv(\.\w+)?$/, ".manifest.json"), "utf8")) as Manifest;

/** What a value of version 1 is under version 2, one by one. */
function renewed(type: string, value: Uint8Array): Uint8Array {
  return encryptColumn(ring.typeKey("heart", 2, type), decryptColumn(ring.typeKey("heart", 1, type), value));
}

describe("a file of any make", () => {
  const value = fc.uint8Array({ minLength: 16, maxLength: 16 });
  /** How the cell of a column is written before and after. */
  type Cell = (written: (bytes: Uint8Array) => string) => readonly [before: Buffer, after: Buffer];
  const same =
    (bytes: Uint8Array): Cell =>
    () => [Buffer.from(bytes), Buffer.from(bytes)];
  const text = fc.oneof(
    fc
      .constantFrom("", " ", "42", "NGGV", "ffffffffffffffffffffffffffffffff", "\u00e9\u{1f600}")
      .map((s) => Buffer.from(s)),
    fc.constantFrom("\xe9t\xe9", "\xff").map((s) => Buffer.from(s, "latin1")),
    fc
      .string({ unit: fc.constantFrom("a", '""', "\n", "\r\n", ",", ";", "\t"), maxLength: 9 })
      .map((s) => Buffer.from(`"${s}"`)),
  );
  const pseudonym = (type: string): fc.Arbitrary<Cell> =>
    fc
      .tuple(fc.option(value, { freq: 4 }), fc.constantFrom("hex", "HEX", "base64url"), fc.boolean())
      .map(([bytes, form, quoted]): Cell => () => {
        const quote = (s: string): Buffer => Buffer.from(quoted ? `"${s}"` : s);
        if (bytes === null) return [quote(""), quote("")];
        const encode = form === "base64url" ? toBase64url : toHex;
        const before = form === "HEX" ? toHex(bytes).toUpperCase() : encode(bytes);
        return [quote(before), quote(encode(renewed(type, bytes)))];
      });
  const columns = fc.tuple(fc.subarray(["MRN", ...TYPES], { minLength: 1 }), fc.nat(3)).chain(([types, others]) => {
    const all = [...types, ...Array.from({ length: others }, (_, i) => `other ${i}`)];
    return fc.shuffledSubarray(all, { minLength: all.length });
  });
  const file = columns.chain((names) =>
    fc.record({
      names: fc.constant(names),
      rows: fc.array(fc.tuple(...names.map((name) => (name.startsWith("other") ? text.map(same) : pseudonym(name)))), {
        minLength: 1,
        maxLength: 20,
      }),
      separator: fc.constantFrom(",", ";", "\t"),
      newline: fc.constantFrom("\n", "\r\n"),
      bom: fc.boolean(),
      quotedHeader: fc.boolean(),
      ended: fc.boolean(),
      packing: fc.constantFrom("", ".gz", ".zst"),
      gzip: fc.boolean(),
    }),
  );

  it("comes out with each pseudonym re-encrypted and every other byte as it was", async () => {
    const where = place();
    let n = 0;
    await fc.assert(
      fc.asyncProperty(file, async ({ names, rows, separator, newline, bom, quotedHeader, ended, packing, gzip }) => {
        // A lone column that is missing makes an empty line, and a row of text alone may be none.
        const header = names.map((name) => (quotedHeader ? `"${name}"` : name)).join(separator) + newline;
        const written = [0, 1].map((side) => {
          const lines = rows.map((row) =>
            Buffer.concat(row.flatMap((cell, c) => [Buffer.from(c > 0 ? separator : ""), cell(toHex)[side]!])),
          );
          const body = lines.map((line, i) =>
            ended || i < lines.length - 1 ? Buffer.concat([line, Buffer.from(newline)]) : line,
          );
          return Buffer.concat([Buffer.from(bom ? "\u{feff}" : ""), Buffer.from(header), ...body]);
        });
        const [before, after] = written as [Buffer, Buffer];
        const empty = rows.every((row) => row.length === 1 && row[0]!(toHex)[0].length === 0);
        fc.pre(!empty && !after.subarray(header.length).every((byte) => byte === 10 || byte === 13));
        const input = join(where, `${n}.csv${packing}`);
        const pack = packing === ".gz" ? gzipSync : packing === ".zst" ? zstdCompressSync : (bytes: Buffer) => bytes;
        writeFileSync(input, pack(before));
        const output = join(where, `${n++}.new.csv${gzip ? ".gz" : ""}`);
        const source = await openLabelled(input);
        const passages = source.types.map((type) => ({
          from: ring.typeKey("heart", 1, type),
          to: ring.typeKey("heart", 2, type),
        }));
        await carryFile({ source, output, passages, label: undefined }, pool, {});
        const bytes = readFileSync(output);
        expect((gzip ? gunzipSync(bytes) : bytes).toString("latin1")).toBe(after.toString("latin1"));
      }),
      { numRuns: 150 },
    );
  });
});

/** A large registry's file with a clinical column, and what it must become. */
function large(rows: number): { before: string; after: string } {
  const types = ["MRN", "NGGV", "GG"];
  const columns = types.map((type) => {
    const old = randomBytes(16 * rows);
    return { old, renewed: renewed(type, old) };
  });
  const lines = (side: "old" | "renewed"): string =>
    Array.from({ length: rows }, (_, r) => {
      const [mrn, nggv, gg] = columns.map((column) => toHex(column[side].subarray(16 * r, 16 * r + 16)));
      return `${mrn};"grade ${r % 7}, ""sic""";${nggv};${gg}\n`;
    }).join("");
  const header = "mrn;remark;NGGV;GG\n";
  return { before: header + lines("old"), after: header + lines("renewed") };
}

it("a file of many blocks comes out whole, with fewer threads or more, and UTF-16 as UTF-8", async () => {
  const where = place();
  const { before, after } = large(60_000);
  writeFileSync(join(where, "a.csv"), before);
  writeFileSync(join(where, "b.csv"), Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(before, "utf16le")]));
  for (const [name, threads] of [
    ["a", 1],
    ["a", 3],
    ["b", 2],
  ] as const) {
    const output = join(where, `${name}${threads}.csv`);
    const input = join(where, `${name}.csv`);
    const done = await rewrapFile({ input, output }, { ring, registry: "heart", from: 1, threads });
    expect(done).toMatchObject({ registry: "heart", from: 1, to: 2, records: 60_000, values: 180_000, resumedAt: 0 });
    expect(done.inputSha256).toBe(sha256(readFileSync(input)));
    expect(done.outputSha256).toBe(sha256(readFileSync(output)));
    expect(readFileSync(output, "utf8").replace("\u{feff}", "") === after).toBe(true);
  }
});

const forms: readonly CsvForm[] = [{}, { separator: ";", newline: "\r\n", quoted: true }, { encode: toBase64url }];

/** A delivery in a folder of its own. */
const delivered = (of: Sheet, form: CsvForm = {}, changes: Partial<Manifest> = {}): string =>
  deliver(place(), `${of.provider}.csv`, of, csv(of, form), changes);

describe("a delivery", () => {
  it.each(forms)("is finalised as each value encrypted, and rewrapped as under the new key, form %#", async (form) => {
    const pre = sheet("heart", "H1", TYPES, 0, 40);
    const first = delivered(pre, form);
    const final = join(place(), "H1.csv");
    const [done] = await finaliseFiles([{ input: first, output: final }], { ring: versions.before });
    expect(done).toMatchObject({ registry: "heart", from: null, to: 1, records: 40 });
    expect(readFileSync(final, "utf8")).toBe(csv(encrypted(pre, ring), form));
    const label = { ...manifestOf(first), stage: "final", domain: "heart", sha256: done!.outputSha256 };
    expect(manifestOf(final)).toEqual(label);
    expect(done!.outputSha256).toBe(sha256(readFileSync(final)));

    const output = join(place(), "H1.csv.gz");
    await rewrapFile({ input: final, output }, { ring });
    expect(gunzipSync(readFileSync(output)).toString()).toBe(csv(encrypted(pre, ring, 2), form));
    expect(manifestOf(output)).toEqual({ ...label, keyVersion: 2, sha256: sha256(readFileSync(output)) });
  });

  it("links to the same persons as it came, as final, and as rewrapped, beside one under the old version", async () => {
    const sheets = ["H1", "H2", "H3"].map((provider, i) => sheet("heart", provider, TYPES, 20 * i, 40));
    const asCame = sheets.map((of) => delivered(of));
    const final = asCame.map((path) => join(place(), basename(path)));
    await finaliseFiles(
      asCame.map((input, i) => ({ input, output: final[i]! })),
      { ring: versions.before },
    );
    const rewrapped = final.map((path) => join(place(), basename(path)));
    for (const [i, input] of final.entries()) await rewrapFile({ input, output: rewrapped[i]! }, { ring });
    const prints = [];
    for (const files of [asCame, final, rewrapped, [asCame[0]!, final[1]!, rewrapped[2]!]]) {
      const path = join(place(), "koppel.db");
      writeFileSync(path, readFileSync(versions.path("koppel.db")));
      const table = LinkTable.open({ path, ring, threads: 2 });
      await table.link(files);
      prints.push((await table.status()).fingerprint);
      await table.close();
    }
    expect(new Set(prints).size).toBe(1);
  });

  it("of another registry is finalised bit for bit alike before and after the rotation", async () => {
    const input = delivered(sheet("lung", "H1", LUNG_TYPES, 0, 40));
    const outputs = [versions.before, ring].map((each) => [each, join(place(), "lung.csv")] as const);
    for (const [each, output] of outputs) await finaliseFiles([{ input, output }], { ring: each });
    const [one, two] = outputs.map(([, output]) => readFileSync(output));
    expect(one!.equals(two!)).toBe(true);
  });

  it("is finalised with its clinical neighbours of a call only when all of them may be", async () => {
    const good = delivered(sheet("heart", "H1", TYPES, 0, 5));
    const bad = delivered(encrypted(sheet("heart", "H2", TYPES, 0, 5), ring));
    const where = place();
    const files = [good, bad].map((input, i) => ({ input, output: join(where, `${i}.csv`) }));
    await expect(finaliseFiles(files, { ring })).rejects.toMatchObject({ code: "WRONG_STAGE", file: bad });
    expect(readdirSync(where)).toEqual([]);
  });
});

describe("nothing is written, and file and line are told, where", () => {
  const final = encrypted(sheet("heart", "H1", TYPES, 0, 8), ring);
  const bare = (content: string): string => {
    const path = join(place(), "own.csv");
    writeFileSync(path, content);
    return path;
  };
  const spoilt = (change: (text: string) => string): string => {
    const text = change(csv(final));
    return deliver(place(), "H1.csv", final, text);
  };
  const own = { registry: "heart", from: 1 };
  const hex = "0".repeat(32);
  it.each<[string, () => string, object, string, number?]>([
    ["the version is not the manifest's", () => delivered(final), { from: 2, to: 1 }, "LABEL_DIFFERS"],
    ["the registry is not the manifest's", () => delivered(final), { registry: "lung" }, "LABEL_DIFFERS"],
    ["the version is the one it gets", () => delivered(final), { to: 1 }, "SAME_VERSION"],
    ["the version does not exist", () => delivered(final), { to: 3 }, "VERSION_MISSING"],
    ["it is of stage 1", () => delivered(sheet("heart", "H1", TYPES, 0, 8)), {}, "WRONG_STAGE"],
    ["it is of another domain", () => delivered(final, {}, { domain: "lung" }), {}, "WRONG_DOMAIN"],
    ["it is not the manifest's", () => delivered(final, {}, { sha256: hex + hex }), {}, "HASH_MISMATCH", 1],
    ["its records are not as many", () => delivered(final, {}, { records: 7 }), {}, "RECORD_COUNT", 1],
    ["the manifest names fewer types", () => delivered(final, {}, { types: ["GG"] }), {}, "UNKNOWN_COLUMN", 1],
    [
      "the manifest names more types",
      () => delivered({ ...final, types: ["GG"] }, {}, { types: ["GG", "C"] }),
      {},
      "MISSING_COLUMN",
      1,
    ],
    [
      "a value is none",
      () => spoilt((text) => text.replace(/\n(.*\n.*),[^,]+\n/, "\n$1,SECRET\n")),
      {},
      "BAD_VALUE_LENGTH",
      3,
    ],
    ["a value is no hex", () => bare(`GG\n\n${hex}\n"${hex.replace("0", "g")}"\n`), own, "BAD_HEX", 4],
    ["a row lacks a field", () => bare(`GG,age\n${hex},4\n${hex}\n`), own, "FIELD_COUNT", 3],
    ["a quote stays open", () => bare(`GG,age\n${hex},"4\n`), own, "UNCLOSED_QUOTE", 2],
    ["there is no label", () => bare(`GG\n${hex}\n`), {}, "LABEL_MISSING"],
    ["there is half a label", () => bare(`GG\n${hex}\n`), { registry: "heart" }, "LABEL_MISSING"],
    ["the domain is no registry's", () => bare(`GG\n${hex}\n`), { registry: "link", from: 1 }, "WRONG_DOMAIN"],
    ["there is no pseudonym", () => bare(`age\n4\n`), own, "NO_PSEUDONYMS", 1],
    ["a type stands twice", () => bare(`GG,GG\n${hex},${hex}\n`), own, "DUPLICATE_COLUMN", 1],
    ["there is no record", () => bare(`GG\n`), own, "EMPTY_FILE", 1],
    ["it is NDJSON", () => bare(`{"GG":"${hex}"}\n`), own, "NOT_CSV", 1],
  ])("%s", async (_, make, options, code, line) => {
    const input = make();
    const before = readFileSync(input);
    const where = place();
    const thrown = await rewrapFile({ input, output: join(where, "new.csv") }, { ring, ...options }).catch(
      (error) => error,
    );
    expect(thrown).toMatchObject({ code, ...(line === undefined ? {} : { file: input, line }) });
    expect(`${thrown.message} ${thrown.hint}`).not.toMatch(/SECRET|[0-9a-f]{16}/);
    expect(readdirSync(where)).toEqual([]);
    expect(readFileSync(input).equals(before)).toBe(true);
  });

  it("the output is there already, or is the input", async () => {
    const input = delivered(final);
    const where = place();
    const output = join(where, "new.csv");
    const again = (to: string): Promise<unknown> => rewrapFile({ input, output: to }, { ring });
    writeFileSync(output, "something");
    await expect(again(output)).rejects.toMatchObject({ code: "OUTPUT_EXISTS", file: output });
    writeFileSync(join(where, "other.manifest.json"), readFileSync(input.replace(/\.csv$/, ".manifest.json")));
    await expect(again(join(where, "other.csv"))).rejects.toMatchObject({ code: "OUTPUT_EXISTS" });
    await expect(again(input)).rejects.toMatchObject({ code: "OUTPUT_IS_INPUT" });
    await expect(again(`${input}.gz`)).rejects.toMatchObject({ code: "OUTPUT_IS_INPUT" });
    expect(readFileSync(output, "utf8")).toBe("something");
    expect(readdirSync(where).toSorted()).toEqual(["new.csv", "other.manifest.json"]);
    // What it wrote itself it writes again.
    await again(join(where, "mine.csv"));
    await again(join(where, "mine.csv"));
  });
});

it("a stopped job goes on where it was, and not with another input or key", async () => {
  const where = place();
  const { before, after } = large(120_000);
  const input = join(where, "own.csv");
  const output = join(where, "new.csv");
  const own = { ring, registry: "heart", from: 1, threads: 1 };
  const stopHalfway = async (): Promise<void> => {
    const stop = new AbortController();
    const onProgress = ({ done, total }: { done: number; total: number }): void => {
      if (done > 0.8 * total) stop.abort();
    };
    const job = rewrapFile({ input, output }, { ...own, onProgress, signal: stop.signal });
    await expect(job).rejects.toMatchObject({ name: "AbortError" });
  };
  writeFileSync(input, before);
  await stopHalfway();
  expect(readdirSync(where).filter((name) => name.endsWith(".part"))).toHaveLength(1);
  const back = await rewrapFile({ input, output }, { ...own, from: 2, to: 1 });
  expect(back.resumedAt).toBe(0);
  rmSync(output);
  const done = await rewrapFile({ input, output }, own);
  expect(done.resumedAt).toBeGreaterThan(1 << 20);
  expect(readFileSync(output, "utf8") === after).toBe(true);
  expect(readdirSync(where).toSorted()).toEqual(["new.csv", "own.csv"]);

  // Bytes that were lost or altered on the way are noticed, and an input that changed is another.
  for (const spoil of [
    (part: string) => writeFileSync(part, readFileSync(part).fill(48, 1000, 1001)),
    (part: string) => writeFileSync(part, readFileSync(part).subarray(0, 1000)),
    (part: string) => writeFileSync(part.replace(/part$/, "journal"), "{"),
    () => writeFileSync(input, before.replace("grade 1", "grade 9")),
  ]) {
    rmSync(output);
    writeFileSync(input, before);
    await stopHalfway();
    const [part] = readdirSync(where).filter((name) => name.endsWith(".part"));
    spoil(join(where, part!));
    const expected = readFileSync(input, "utf8") === before ? after : after.replace("grade 1", "grade 9");
    expect((await rewrapFile({ input, output }, own)).resumedAt).toBe(0);
    expect(readFileSync(output, "utf8") === expected).toBe(true);
  }
});
