import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";

import { KoppelError } from "@koppel/core";
import { toBase64url, type Manifest } from "@koppel/pseudonym";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { csv, deliver, encrypted, ndjson, type Sheet, type SheetRecord } from "./support/delivery.ts";
import { sheet } from "./support/patients.ts";
import { LUNG_TYPES, TableMaker, TYPES, type TestTable } from "./support/tables.ts";
import type { TableStatus } from "../packages/core/src/table/results.ts";

const maker = await TableMaker.start(2);
const { folder } = maker;
const table: TestTable = maker.make();
const good = sheet("lung", "H2", LUNG_TYPES, 20, 40);
const linked = deliver(folder, "linked.csv", good, csv(sheet("lung", "H1", LUNG_TYPES, 0, 40)), {
  provider: "H1",
});
let before: TableStatus;

beforeAll(async () => {
  await table.link([linked]);
  before = await table.status();
});
afterAll(() => maker.close());

/** What a delivery is made of, and how to spoil it; the expected code and line. */
type Row = readonly [what: string, make: () => string | string[], code: string, line?: number];

/** A delivery whose text was changed; by default its manifest tells the hash of that text. */
const text = (
  change: (text: string) => string | Uint8Array,
  changes: Partial<Manifest> = {},
  name = "bad.csv",
): string => deliver(folder, name, good, change(csv(good)), changes);
/** A delivery with another manifest. */
const manifest = (changes: Partial<Manifest>): string => text((same) => same, changes);
/** A delivery of a changed sheet. */
const changed = (change: Partial<Sheet>): string => {
  const other = { ...good, ...change };
  return deliver(folder, "bad.csv", other, csv(other));
};
/** A delivery in which one line was changed, the header being line 1; its manifest does not tell that. */
const line = (at: number, change: (fields: string[]) => string[]): string =>
  text((all) => onLine(all, at, change), { sha256: "0".repeat(64) });
const onLine = (all: string, at: number, change: (fields: string[]) => string[]): string =>
  all
    .split("\n")
    .map((each, i) => (i + 1 === at ? change(each.split(",")).join(",") : each))
    .join("\n");
/** Column of a type. */
const column = (type: string): number => 3 + LUNG_TYPES.indexOf(type);
const otherValue = (value: Uint8Array | null): Uint8Array | null =>
  value && new Uint8Array(createHash("md5").update(value).digest());
const withValue = (record: SheetRecord, type: string, value: Uint8Array | null): SheetRecord => ({
  ...record,
  values: record.values.with(LUNG_TYPES.indexOf(type), value),
});
const lines = (change: (lines: string[]) => string[]): string => {
  const content = change(ndjson(good).trimEnd().split("\n")).join("\n");
  return deliver(folder, "bad.ndjson", good, content, { sha256: "0".repeat(64) });
};
const bare = (content: string | Uint8Array, name = "bad.csv"): string => deliver(folder, name, good, content);
const header = csv({ ...good, records: [] });
const manifestFile = (content: string): string => {
  const path = text((same) => same);
  writeFileSync(join(folder, "bad.manifest.json"), content);
  return path;
};
const SECRET = "SECRETSECRETSECRETSECRETSECRETSE";

const rows: Row[] = [
  ["nothing", () => [], "NO_DELIVERIES"],
  ["no file", () => join(folder, "none.csv"), "FILE_UNREADABLE"],
  [
    "a folder",
    () => (mkdirSync(join(folder, "folder.csv"), { recursive: true }), join(folder, "folder.csv")),
    "FILE_UNREADABLE",
  ],
  ["a pipe", pipe, "FILE_UNREADABLE"],
  ["an empty file", () => bare(""), "EMPTY_FILE", 1],
  ["blank lines", () => bare("\n\n\n"), "EMPTY_FILE", 1],
  ["a header alone", () => bare(header), "EMPTY_FILE", 1],
  ["a header without an end", () => bare(header.trimEnd()), "EMPTY_FILE", 1],
  ["a header and blank lines", () => bare(`${header}\n\r\n`), "EMPTY_FILE", 1],
  ["nothing, compressed", () => bare(gzipSync(""), "bad.csv.gz"), "EMPTY_FILE", 1],
  ["a header alone, compressed", () => bare(gzipSync(header), "bad.csv.gz"), "EMPTY_FILE", 1],

  ["two gigabytes of zeros after a header", sparse, "BINARY_FILE", 1],
  ["a binary file", () => bare(randomBytes(1 << 16)), "BINARY_FILE", 1],
  [
    "a zero byte far into a text",
    () => bare(`${header}${`,,${",".repeat(LUNG_TYPES.length)}\n`.repeat(40_000)}a\0b\n`),
    "BINARY_FILE",
    40_002,
  ],
  [
    "a zero byte far into a compressed text",
    () => bare(gzipSync(`${header}${`,,${",".repeat(LUNG_TYPES.length)}\n`.repeat(40_000)}a\0b\n`), "bad.csv.gz"),
    "BINARY_FILE",
    40_002,
  ],
  ["a line of five megabytes", () => text((all) => `${all}${"x".repeat(5 << 20)}`), "RECORD_TOO_LONG", 42],
  [
    "a compressed line of five megabytes",
    () => text((all) => gzipSync(`${all}${"x".repeat(5 << 20)}`), {}, "bad.csv.gz"),
    "RECORD_TOO_LONG",
    42,
  ],
  ["a first line of five megabytes", () => bare("x".repeat(5 << 20)), "UNKNOWN_COLUMN", 1],
  [
    "an NDJSON line of five megabytes",
    () => bare(`${ndjson(good)}${"x".repeat(5 << 20)}`, "bad.ndjson"),
    "RECORD_TOO_LONG",
    41,
  ],
  ["gzip cut off", () => text((all) => gzipSync(all).subarray(0, -20), {}, "bad.csv.gz"), "BROKEN_COMPRESSION"],
  [
    "gzip cut off in its head",
    () => text((all) => gzipSync(all).subarray(0, 8), {}, "bad.csv.gz"),
    "BROKEN_COMPRESSION",
  ],
  ["gzip damaged", () => text((all) => damaged(gzipSync(all)), {}, "bad.csv.gz"), "BROKEN_COMPRESSION"],
  [
    "zstd cut off",
    () => text((all) => zstdCompressSync(all).subarray(0, -20), {}, "bad.csv.zst"),
    "BROKEN_COMPRESSION",
  ],

  ["an unknown column", () => text((all) => all.replace("event_date", "remarks")), "UNKNOWN_COLUMN", 1],
  [
    "a column that no delivery may have",
    () => text((all) => all.replace("event_date", "geboortedatum")),
    "UNKNOWN_COLUMN",
    1,
  ],
  ["no column of a type", () => text((all) => all.replace("NGGV", "mrn_reversible")), "MISSING_COLUMN", 1],
  ["no record ids", () => text((all) => all.replace("record_id", "mrn_reversible")), "MISSING_COLUMN", 1],
  ["a column twice", () => text((all) => all.replace("event_date", "patientnummer")), "DUPLICATE_COLUMN", 1],
  ["no header", () => text((all) => all.slice(all.indexOf("\n") + 1)), "UNKNOWN_COLUMN", 1],
  ["a type that the manifest leaves out", () => manifest({ types: LUNG_TYPES.slice(1) }), "UNKNOWN_COLUMN", 1],
  [
    "a type that does not exist",
    () => text((all) => all.replace("NGGV", "XYZ"), { types: LUNG_TYPES.with(0, "XYZ") }),
    "UNKNOWN_TYPE",
    1,
  ],
  [
    "patient numbers as a type",
    () => text((all) => all.replace("NGGV", "MRN"), { types: LUNG_TYPES.with(0, "MRN") }),
    "UNKNOWN_TYPE",
    1,
  ],
  ["a type that the registry may not have", forbidden, "FORBIDDEN_TYPE", 1],

  ["an unknown registry", () => manifest({ registry: "liver" }), "UNKNOWN_REGISTRY"],
  ["an unknown provider", () => manifest({ provider: "H9" }), "UNKNOWN_PROVIDER"],
  ["another source key", () => manifest({ keyCheck: "00000000" }), "WRONG_SOURCE_KEY"],
  ["another profile", () => manifest({ profile: "KT2" }), "UNKNOWN_PROFILE"],
  ["final values of another registry", () => manifest({ stage: "final", domain: "heart" }), "WRONG_DOMAIN"],
  [
    "final values under a key that is not there",
    () => manifest({ stage: "final", domain: "lung", keyVersion: 2 }),
    "VERSION_MISSING",
  ],
  [
    "no manifest",
    () => (
      rmSync(join(folder, "bad.manifest.json"), { force: true }),
      writeFileSync(join(folder, "bad.csv"), csv(good)),
      join(folder, "bad.csv")
    ),
    "MANIFEST_MISSING",
  ],
  ["a manifest that is no JSON", () => manifestFile("format: koppel"), "MANIFEST_INVALID"],
  ["a manifest that lacks something", () => manifestFile("{}"), "MANIFEST_INVALID"],
  ["a manifest of another file", () => manifest({ sha256: "1".repeat(64) }), "HASH_MISMATCH", 1],
  ["a manifest that counts other records", () => manifest({ records: 41 }), "RECORD_COUNT", 1],
  ["what was linked before", () => linked, "ALREADY_LINKED"],
  ["the same file twice", () => [manifest({}), join(folder, "bad.csv")], "ALREADY_LINKED"],
  ["the same content twice", () => [manifest({}), text((same) => same, {}, "again.csv")], "ALREADY_LINKED"],
  [
    "a good and a bad one",
    () => [text((same) => same, {}, "again.csv"), line(7, (f) => f.with(1, SECRET))],
    "BAD_HEX",
    7,
  ],

  ["a digit that is none", () => line(5, (f) => f.with(column("GG"), SECRET)), "BAD_HEX", 5],
  [
    "a digit that is none, compressed",
    () =>
      text(
        (all) => gzipSync(onLine(all, 5, (f) => f.with(column("GG"), SECRET))),
        { sha256: "0".repeat(64) },
        "bad.csv.gz",
      ),
    "BAD_HEX",
    5,
  ],
  ["a patient number in clear", () => line(6, (f) => f.with(1, "123SECRET")), "BAD_VALUE_LENGTH", 6],
  [
    "a value that is too long",
    () => line(41, (f) => f.with(column("C"), `${f[column("C")]}0`)),
    "BAD_VALUE_LENGTH",
    41,
  ],
  [
    "a base64url value with a foreign sign",
    () => line(9, (f) => f.with(column("C"), "SECRETSECRETSECRET+/==")),
    "BAD_BASE64URL",
    9,
  ],
  [
    "a base64url value with bits to spare",
    () => line(9, (f) => f.with(column("C"), `${toBase64url(new Uint8Array(16)).slice(0, 21)}B`)),
    "BAD_BASE64URL",
    9,
  ],
  ["a day that is none", () => line(3, (f) => f.with(2, "2023-02-29")), "BAD_DATE", 3],
  ["a date in another form", () => line(3, (f) => f.with(2, "1-2-2023")), "BAD_DATE", 3],
  ["a field too few", () => line(4, (f) => f.slice(0, -1)), "FIELD_COUNT", 4],
  ["a field too many", () => line(4, (f) => [...f, "SECRET"]), "FIELD_COUNT", 4],
  ["a quote inside a field", () => line(4, (f) => f.with(0, 'SEC"RET')), "UNCLOSED_QUOTE"],
  ["two quotes inside a field", () => line(4, (f) => f.with(0, 'SEC"RE"T')), "BAD_QUOTE", 4],
  ["text after a closing quote", () => line(4, (f) => f.with(0, '"SECRET" SECRET')), "BAD_QUOTE", 4],
  ["a quote that is never closed", () => line(40, (f) => f.with(0, '"SECRET')), "UNCLOSED_QUOTE", 40],
  [
    "a fault after a record id of three lines",
    () => line(4, (f) => ['"one', "two", 'three"'].join("\n").concat(",", f.slice(1, -1).join(",")).split(",")),
    "FIELD_COUNT",
    4,
  ],

  ["NDJSON that is cut off", () => lines((all) => all.with(8, all[8].slice(0, -9))), "BAD_JSON", 9],
  ["NDJSON whose first line is none", () => lines((all) => all.with(0, `{"SECRET`)), "BAD_JSON", 1],
  ["NDJSON with a list", () => lines((all) => all.with(8, `["SECRET"]`)), "BAD_JSON", 9],
  ["NDJSON with a number for a value", () => lines((all) => all.with(8, `{"record_id":"a","GG":1}`)), "BAD_JSON", 9],
  [
    "NDJSON with a record id that is no exact number",
    () => lines((all) => all.with(8, `{"record_id":12345678901234567890}`)),
    "BAD_JSON",
    9,
  ],
  [
    "NDJSON with a field that is not to be there",
    () => lines((all) => all.with(8, `{"record_id":"a","SECRET":"SECRET"}`)),
    "UNKNOWN_FIELD",
    9,
  ],
  [
    "NDJSON with a bad value",
    () => lines((all) => all.with(8, `{"record_id":"a","GG":"SECRET"}`)),
    "BAD_VALUE_LENGTH",
    9,
  ],

  [
    "half of one column under another key",
    () =>
      changed({
        records: good.records.map((r, i) =>
          i < 20 ? r : withValue(r, "GG", otherValue(r.values[LUNG_TYPES.indexOf("GG")])),
        ),
      }),
    "LATTICE_VIOLATION",
  ],
  [
    "one wrong value",
    () =>
      changed({
        records: good.records.with(
          32,
          withValue(good.records[32], "RGG", otherValue(good.records[32].values[LUNG_TYPES.indexOf("RGG")])),
        ),
      }),
    "LATTICE_VIOLATION",
  ],
  [
    "two columns under each other's names",
    () => text((all) => all.replace(",NGG,sNGG,", ",sNGG,NGG,")),
    "LATTICE_VIOLATION",
  ],
  [
    "a name without its birth group",
    () => changed({ records: good.records.with(9, withValue(good.records[9], "GG", null)) }),
    "LATTICE_PRESENCE",
    11,
  ],
  [
    "eight letters without four",
    () => changed({ records: good.records.with(9, withValue(good.records[9], "sNGG", null)) }),
    "LATTICE_PRESENCE",
    11,
  ],
];

describe("a table refuses whole, and stays as it was, on", () => {
  it.each(rows)("%s", async (_, make, code, at) => {
    const made = make();
    const paths = typeof made === "string" ? [made] : made;
    const error = await table.link(paths).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(KoppelError);
    const { message, hint, file } = error as KoppelError;
    expect(error).toMatchObject({ code, ...(at === undefined ? {} : { line: at }) });
    if (paths.length > 0) expect(file).toMatch(/(bad|again|linked)\.|none\.csv|folder\.csv|pipe/);
    expect(`${message} ${hint}`).not.toMatch(/SECRET|visit|[0-9a-f]{16}|123456/i);
    expect(await table.status()).toEqual(before);
  });

  it("a fault does not keep what was right from being linked later", async () => {
    const other = maker.make();
    await other.link([linked]);
    await expect(other.link([line(7, (f) => f.with(1, SECRET))])).rejects.toThrow(KoppelError);
    await other.link([manifest({})]);
    expect((await other.status()).records).toBe(80);
    expect((await other.verify()).ok).toBe(true);
  });
});

function damaged(bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[copy.length >> 1] ^= 0xff;
  return copy;
}

function pipe(): string {
  const path = join(folder, "pipe.csv");
  rmSync(path, { force: true });
  execFileSync("mkfifo", [path]);
  return path;
}

/** Takes no room on disk. */
function sparse(): string {
  const path = bare(header);
  truncateSync(path, 2_100_000_000);
  return path;
}

function forbidden(): string {
  const bad = { ...sheet("lung", "H2", TYPES, 0, 5) };
  return deliver(folder, "bad.csv", bad, csv(bad));
}
