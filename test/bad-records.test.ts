import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";

import { toBase64url } from "@koppel/pseudonym";

import { csv, deliver, ndjson, type Sheet } from "./support/delivery.ts";
import { SECRET, testRefusals, type SpoiltFiles } from "./support/refusals.ts";
import { LUNG_TYPES } from "./support/tables.ts";

type Spoil = (files: SpoiltFiles) => string;
type Fields = readonly string[];

/** Of a fault inside a file its line is told, even where the manifest shows that the file is another one. */
const ANOTHER = { sha256: "0".repeat(64) };

const lineOf = (text: string, line: number, change: (fields: Fields) => Fields): string =>
  text
    .split("\n")
    .map((each, i) => (i + 1 === line ? change(each.split(",")).join(",") : each))
    .join("\n");
/** Changes the fields of one line. */
const line =
  (at: number, change: (fields: Fields) => Fields): Spoil =>
  (files) =>
    files.text((text) => lineOf(text, at, change), ANOTHER);
/** Puts another text in the place of a line of NDJSON. */
const json =
  (at: number, text: string): Spoil =>
  (files) =>
    files.content(
      lineOf(ndjson(files.good), at, () => [text]),
      "bad.ndjson",
      ANOTHER,
    );
/** Changes the values of one type, record by record. */
const values =
  (type: string, change: (value: Uint8Array, record: number) => Uint8Array | null): Spoil =>
  (files) => {
    const t = LUNG_TYPES.indexOf(type);
    const records = files.good.records.map((record, i) => ({
      ...record,
      values: record.values.with(t, record.values[t] && change(record.values[t], i)),
    }));
    const other: Sheet = { ...files.good, records };
    return deliver(files.folder, "bad.csv", other, csv(other));
  };
const underAnotherKey = (value: Uint8Array): Uint8Array => createHash("md5").update(value).digest();
/** Column of a type. */
const column = (type: string): number => 3 + LUNG_TYPES.indexOf(type);

await testRefusals([
  ["a digit that is none", line(5, (row) => row.with(column("GG"), SECRET)), "BAD_HEX", 5],
  [
    "a digit that is none, compressed",
    (files) =>
      files.text((text) => gzipSync(lineOf(text, 5, (row) => row.with(column("GG"), SECRET))), ANOTHER, "bad.csv.gz"),
    "BAD_HEX",
    5,
  ],
  ["a patient number in clear", line(6, (row) => row.with(1, "123SECRET")), "BAD_VALUE_LENGTH", 6],
  [
    "a value that is too long",
    line(41, (row) => row.with(column("GG"), `${row[column("GG")]}0`)),
    "BAD_VALUE_LENGTH",
    41,
  ],
  [
    "a base64url value with a foreign sign",
    line(9, (row) => row.with(column("C"), "SECRETSECRETSECRET+/==")),
    "BAD_BASE64URL",
    9,
  ],
  [
    "a base64url value with bits to spare",
    line(9, (row) => row.with(column("C"), `${toBase64url(new Uint8Array(16)).slice(0, 21)}B`)),
    "BAD_BASE64URL",
    9,
  ],
  ["a day that is none", line(3, (row) => row.with(2, "2023-02-29")), "BAD_DATE", 3],
  ["a date in another form", line(3, (row) => row.with(2, "1-2-2023")), "BAD_DATE", 3],
  ["a field too few", line(4, (row) => row.slice(0, -1)), "FIELD_COUNT", 4],
  ["a field too many", line(4, (row) => [...row, "SECRET"]), "FIELD_COUNT", 4],
  [
    "a field too few after a record id of three lines",
    line(4, (row) => ['"one\ntwo\nthree"', ...row.slice(1, -1)]),
    "FIELD_COUNT",
    4,
  ],
  [
    "a bad value after a record id of three lines",
    (files) =>
      files.text(
        (text) =>
          lineOf(
            lineOf(text, 9, (row) => row.with(1, SECRET)),
            4,
            (row) => ['"one\ntwo\nthree"', ...row.slice(1)],
          ),
        ANOTHER,
      ),
    "BAD_HEX",
    11,
  ],
  ["a quote inside a field", line(4, (row) => row.with(0, 'SEC"RET')), "UNCLOSED_QUOTE", 4],
  ["two quotes inside a field", line(4, (row) => row.with(0, 'SEC"RE"T')), "BAD_QUOTE", 4],
  ["text after a closing quote", line(4, (row) => row.with(0, '"SECRET" SECRET')), "BAD_QUOTE", 4],
  ["a quote that is never closed", line(40, (row) => row.with(0, '"SECRET')), "UNCLOSED_QUOTE", 40],
  [
    "a good file and a bad one",
    (files) => [files.text((text) => text, {}, "again.csv"), line(7, (row) => row.with(1, SECRET))(files)],
    "BAD_HEX",
    7,
  ],

  ["NDJSON that is cut off", json(9, '{"record_id":"SECRET'), "BAD_JSON", 9],
  ["NDJSON whose first line is none", json(1, '{"SECRET'), "BAD_JSON", 1],
  ["NDJSON with a list", json(9, '["SECRET"]'), "BAD_JSON", 9],
  ["NDJSON with a number for a value", json(9, '{"record_id":"a","GG":1}'), "BAD_JSON", 9],
  ["NDJSON with a record id that is no exact number", json(9, '{"record_id":12345678901234567890}'), "BAD_JSON", 9],
  ["NDJSON with a field that is not to be there", json(9, '{"record_id":"a","SECRET":"SECRET"}'), "UNKNOWN_FIELD", 9],
  ["NDJSON with a bad value", json(9, '{"record_id":"a","GG":"SECRET"}'), "BAD_VALUE_LENGTH", 9],

  [
    "half of one column under another key",
    values("GG", (value, i) => (i < 20 ? value : underAnotherKey(value))),
    "LATTICE_VIOLATION",
  ],
  [
    "one wrong value",
    values("RGG", (value, i) => (i === 32 ? underAnotherKey(value) : value)),
    "LATTICE_VIOLATION",
    34,
  ],
  [
    "two columns under each other's names",
    (files) => files.text((text) => text.replace(",NGG,sNGG,", ",sNGG,NGG,")),
    "LATTICE_VIOLATION",
  ],
  ["a name without its birth group", values("GG", (value, i) => (i === 9 ? null : value)), "LATTICE_PRESENCE", 11],
  ["a postcode area without its postcode", values("C", (value, i) => (i === 9 ? null : value)), "LATTICE_PRESENCE", 11],
  ["eight letters without four", values("sNGG", (value, i) => (i === 9 ? null : value)), "LATTICE_PRESENCE", 11],
]);
