import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";

import { csv, deliver, ndjson } from "./support/delivery.ts";
import { sheet } from "./support/patients.ts";
import { testRefusals, type SpoiltFiles } from "./support/refusals.ts";
import { LUNG_TYPES, TYPES } from "./support/tables.ts";

const MAKE_PIPE = "mkfifo";

await testRefusals([
  ["nothing", () => [], "NO_DELIVERIES"],
  ["no file", (f) => join(f.folder, "none.csv"), "FILE_UNREADABLE"],
  ["a folder", folder, "FILE_UNREADABLE"],
  ["a pipe", pipe, "FILE_UNREADABLE"],
  ["an empty file", (f) => f.content(""), "EMPTY_FILE", 1],
  ["blank lines", (f) => f.content("\n\n\n"), "EMPTY_FILE", 1],
  ["a header alone", (f) => f.content(f.header), "EMPTY_FILE", 1],
  ["a header without an end", (f) => f.content(f.header.trimEnd()), "EMPTY_FILE", 1],
  ["a header and blank lines", (f) => f.content(`${f.header}\n\r\n`), "EMPTY_FILE", 1],
  ["nothing, compressed", (f) => f.content(gzipSync(""), "bad.csv.gz"), "EMPTY_FILE", 1],
  ["a header alone, compressed", (f) => f.content(gzipSync(f.header), "bad.csv.gz"), "EMPTY_FILE", 1],

  ["two gigabytes of zeros after a header", sparse, "BINARY_FILE", 1],
  ["a binary file", (f) => f.content(randomBytes(1 << 16)), "BINARY_FILE", 1],
  ["a zero byte far into a text", (f) => f.content(zeroFarBehind(f)), "BINARY_FILE", 40_002],
  [
    "a zero byte far into a compressed text",
    (f) => f.content(gzipSync(zeroFarBehind(f)), "bad.csv.gz"),
    "BINARY_FILE",
    40_002,
  ],
  ["a line of five megabytes", (f) => f.text((all) => `${all}${"x".repeat(5 << 20)}`), "RECORD_TOO_LONG", 42],
  [
    "a compressed line of five megabytes",
    (f) => f.text((all) => gzipSync(`${all}${"x".repeat(5 << 20)}`), {}, "bad.csv.gz"),
    "RECORD_TOO_LONG",
    42,
  ],
  ["a first line of five megabytes", (f) => f.content("x".repeat(5 << 20)), "UNKNOWN_COLUMN", 1],
  [
    "an NDJSON line of five megabytes",
    (f) => f.content(`${ndjson(f.good)}${"x".repeat(5 << 20)}`, "bad.ndjson"),
    "RECORD_TOO_LONG",
    41,
  ],
  ["gzip cut off", (f) => f.text((all) => gzipSync(all).subarray(0, -20), {}, "bad.csv.gz"), "BROKEN_COMPRESSION"],
  [
    "gzip cut off in its head",
    (f) => f.text((all) => gzipSync(all).subarray(0, 8), {}, "bad.csv.gz"),
    "BROKEN_COMPRESSION",
  ],
  ["gzip damaged", (f) => f.text((all) => damaged(gzipSync(all)), {}, "bad.csv.gz"), "BROKEN_COMPRESSION"],
  [
    "zstd cut off",
    (f) => f.text((all) => zstdCompressSync(all).subarray(0, -20), {}, "bad.csv.zst"),
    "BROKEN_COMPRESSION",
  ],

  ["an unknown column", (f) => f.text((all) => all.replace("event_date", "remarks")), "UNKNOWN_COLUMN", 1],
  [
    "a column that no delivery may have",
    (f) => f.text((all) => all.replace("event_date", "geboortedatum")),
    "UNKNOWN_COLUMN",
    1,
  ],
  ["no column of a type", (f) => f.text((all) => all.replace("NGGV", "mrn_reversible")), "MISSING_COLUMN", 1],
  [
    "reversible numbers that the manifest does not tell of",
    (f) => f.text((all) => all.replace("event_date", "mrn_reversible")),
    "UNKNOWN_COLUMN",
    1,
  ],
  [
    "no reversible numbers, of which the manifest tells",
    (f) => f.manifest({ reversible: { answerKey: "0".repeat(64) } }),
    "MISSING_COLUMN",
    1,
  ],
  ["no record ids", (f) => f.text((all) => all.replace("record_id", "mrn_reversible")), "MISSING_COLUMN", 1],
  ["a column twice", (f) => f.text((all) => all.replace("event_date", "patientnummer")), "DUPLICATE_COLUMN", 1],
  ["no header", (f) => f.text((all) => all.slice(all.indexOf("\n") + 1)), "UNKNOWN_COLUMN", 1],
  ["a type that the manifest leaves out", (f) => f.manifest({ types: LUNG_TYPES.slice(1) }), "UNKNOWN_COLUMN", 1],
  [
    "a type that does not exist",
    (f) => f.text((all) => all.replace("NGGV", "XYZ"), { types: LUNG_TYPES.with(0, "XYZ") }),
    "UNKNOWN_TYPE",
    1,
  ],
  [
    "patient numbers as a type",
    (f) => f.text((all) => all.replace("NGGV", "MRN"), { types: LUNG_TYPES.with(0, "MRN") }),
    "UNKNOWN_TYPE",
    1,
  ],
  ["a type that the registry may not have", forbidden, "FORBIDDEN_TYPE", 1],

  ["an unknown registry", (f) => f.manifest({ registry: "liver" }), "UNKNOWN_REGISTRY"],
  ["an unknown provider", (f) => f.manifest({ provider: "H9" }), "UNKNOWN_PROVIDER"],
  ["another source key", (f) => f.manifest({ keyCheck: "00000000" }), "WRONG_SOURCE_KEY"],
  ["another profile", (f) => f.manifest({ profile: "KT2" }), "UNKNOWN_PROFILE"],
  ["final values of another registry", (f) => f.manifest({ stage: "final", domain: "heart" }), "WRONG_DOMAIN"],
  [
    "final values under a key that is not there",
    (f) => f.manifest({ stage: "final", domain: "lung", keyVersion: 2 }),
    "VERSION_MISSING",
  ],
  ["no manifest", withoutManifest, "MANIFEST_MISSING"],
  ["a manifest that is no JSON", (f) => f.manifestText("format: koppel"), "MANIFEST_INVALID"],
  ["a manifest that lacks something", (f) => f.manifestText("{}"), "MANIFEST_INVALID"],
  ["a manifest of another file", (f) => f.manifest({ sha256: "1".repeat(64) }), "HASH_MISMATCH", 1],
  ["a manifest that counts other records", (f) => f.manifest({ records: 41 }), "RECORD_COUNT", 1],
  ["what was linked before", (f) => f.linked, "ALREADY_LINKED"],
  ["the same file twice", (f) => [f.manifest({}), join(f.folder, "bad.csv")], "ALREADY_LINKED"],
  ["the same content twice", (f) => [f.manifest({}), f.text((same) => same, {}, "again.csv")], "ALREADY_LINKED"],
]);

function damaged(bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[copy.length >> 1] ^= 0xff;
  return copy;
}

function folder({ folder }: SpoiltFiles): string {
  const path = join(folder, "folder.csv");
  mkdirSync(path);
  return path;
}

function pipe({ folder }: SpoiltFiles): string {
  const path = join(folder, "pipe.csv");
  execFileSync(MAKE_PIPE, [path]);
  return path;
}

/** Takes no room on disk. */
function sparse(files: SpoiltFiles): string {
  const path = files.content(files.header);
  truncateSync(path, 2_100_000_000);
  return path;
}

/** A zero byte on line 40,002, far past what is looked at first. */
function zeroFarBehind({ header }: SpoiltFiles): string {
  return `${header}${`,,${",".repeat(LUNG_TYPES.length)}\n`.repeat(40_000)}a\0b\n`;
}

function forbidden({ folder }: SpoiltFiles): string {
  const bad = sheet("lung", "H2", TYPES, 0, 5);
  return deliver(folder, "bad.csv", bad, csv(bad));
}

function withoutManifest(files: SpoiltFiles): string {
  const path = files.manifest({});
  rmSync(join(files.folder, "bad.manifest.json"));
  return path;
}
