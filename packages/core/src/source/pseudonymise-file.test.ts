import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync, zstdCompressSync } from "node:zlib";
import { catalogue, manifestSchema, typesByName, type PseudonymType } from "@koppel/pseudonym";
import { parse } from "csv-parse/sync";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, test } from "vitest";
import { pseudonymiseFile } from "./pseudonymise-file.ts";

const KEY = Uint8Array.from({ length: 32 }, (_, i) => i);
const TYPES = typesByName(["NGGV", "sNGGV", "NGG", "sNGG", "C", "RGG", "GG"]);
const PATIENTS = [
  "record_id,mrn,birth_name,prefix,given_names,birth_date,sex,postcode,house_number,house_letter,house_addition,bsn,event_date",
  "H01-1,00123456,van den Berg,,Anne-Fleur Belle,1983-05-26,V,2628 hj,2,a,,123456782,3-9-2024",
  "H01-2,,Çelik,,\u0130smail,01-07-1990,m,1011ab,12,,-3 h,,",
  "H01-3,77,d’Olyrook,,IJsbrand,1983-05,F,,,,,,2024-13-01",
].join("\n");

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "koppel-source-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

interface Choice {
  input?: string;
  output?: string;
  types?: readonly PseudonymType[];
  form?: "hex" | "base64url";
  signal?: AbortSignal;
}

/** Pseudonymises a content and returns what came of it, with the text of the delivery. */
async function run(content: string | Uint8Array, choice: Choice = {}) {
  const input = choice.input ?? join(folder, "patients");
  const output = choice.output ?? join(folder, "H01.delivery.csv");
  writeFileSync(input, content);
  const options = { types: TYPES, ...choice, input, output, provider: "H01", registry: "R", key: KEY, keyVersion: 2 };
  const result = await pseudonymiseFile(options);
  return { result, delivery: readFileSync(output), rows: readFileSync(output, "utf8").trimEnd().split("\n") };
}

/** The fault that a content causes, after a check that it left nothing behind. */
async function fault(
  content: string | Uint8Array,
): Promise<{ code: string; line: number | undefined; message: string }> {
  const error: unknown = await run(content).catch((error: unknown) => error);
  expect(readdirSync(folder)).toEqual(["patients"]);
  const { code, line, message, cause } = error as { code: string; line?: number; message: string; cause?: unknown };
  return { code, line, message: `${message} ${String(cause)}` };
}

describe("pseudonymiseFile", () => {
  it("makes a delivery with its manifest, and says what is missing", async () => {
    const { result, delivery, rows } = await run(PATIENTS);
    expect(rows.map((row) => row.split(",").map((field) => field.slice(0, 6)))).toEqual([
      ["record", "mrn", "event_", "NGGV", "sNGGV", "NGG", "sNGG", "C", "RGG", "GG"],
      [
        "H01-1",
        expect.stringMatching(/^\w{6}$/),
        "2024-0",
        "5805c0",
        "63c89a",
        "14a138",
        "39ab2d",
        "29139a",
        "c29454",
        "87418f",
      ],
      ["H01-2", "", "", ...Array.from({ length: 7 }, () => expect.stringMatching(/^[0-9a-f]{6}$/))],
      ["H01-3", expect.stringMatching(/^\w{6}$/), "", "", "", "", "", "", "", ""],
    ]);
    const manifest = manifestSchema.parse(JSON.parse(readFileSync(join(folder, "H01.delivery.manifest.json"), "utf8")));
    expect(manifest).toEqual(result.manifest);
    expect(manifest).toMatchObject({
      stage: "pre",
      profile: "KT1",
      keyVersion: 2,
      types: TYPES.map((type) => type.name),
      records: 3,
      sha256: createHash("sha256").update(delivery).digest("hex"),
      status: { MRN: { MISSING_MRN: 1 }, GG: { PARTIAL_DATE: 1 }, C: { BAD_POSTCODE: 1 } },
    });
    expect(result).toMatchObject({ records: 3, rejected: 0, lowTrustDates: 1, badEventDates: 1, ignoredColumns: [] });
    expect(readdirSync(folder)).toHaveLength(3);
  });

  const nfd = PATIENTS.normalize("NFD");
  const latin = Buffer.from(PATIENTS.replace("\u0130", "I").replace("’", "\u0092"), "latin1");
  const crlf = PATIENTS.replaceAll("\n", "\r\n");
  const utf16 = Buffer.from(`\ufeff${PATIENTS}`, "utf16le");
  const objects = PATIENTS.split("\n").map((row) => row.split(","));
  const json = objects
    .slice(1)
    .map((row) => JSON.stringify(Object.fromEntries(row.map((v, i) => [objects[0]![i], v]))));
  const dutch =
    "recordnummer;Patiëntnummer;Geboortenaam;voorvoegsel;Voornamen;Geboorte-datum;GESLACHT;postcode;huisnummer;huisletter;huisnummertoevoeging;bsn;eventdate";
  const variants: [name: string, content: string | Uint8Array][] = [
    ["NFD", nfd],
    ["Windows-1252", latin],
    ["CRLF and BOM", `\ufeff${crlf}\r\n`],
    ["UTF-16 little-endian", utf16],
    ["UTF-16 big-endian", Buffer.from(utf16).swap16()],
    ["all fields quoted", PATIENTS.replace(/[^,\n]+/g, '"$&"')],
    ["quoted newlines", PATIENTS.replace("Anne-Fleur Belle", '"Anne-Fleur\r\nBelle"').replace("2628 hj", '"2628\nhj"')],
    ["semicolons and Dutch headers", PATIENTS.replace(/^.*/, dutch).replaceAll(",", ";")],
    ["tabs", PATIENTS.replaceAll(",", "\t")],
    ["gzip", gzipSync(PATIENTS)],
    [
      "zstd in two frames",
      Buffer.concat([zstdCompressSync(PATIENTS.slice(0, 300)), zstdCompressSync(PATIENTS.slice(300))]),
    ],
    [
      "columns the other way round",
      PATIENTS.split("\n")
        .map((row) => row.split(",").reverse().join())
        .join("\n"),
    ],
    ["NDJSON", json.join("\r\n")],
    ["blank lines", `\n${PATIENTS.replaceAll("\n", "\n\n")}\n\n`],
  ];
  test.each(variants)("takes the same file as %s", async (_, content) => {
    const expected = await run(PATIENTS);
    const { result, delivery } = await run(content);
    expect(delivery).toEqual(expected.delivery);
    expect(result.rejects).toEqual([]);
  });

  it("does not depend on the locale of the process", async () => {
    const { delivery, result } = await run(PATIENTS);
    const script = `
      const { pseudonymiseFile } = await import(${JSON.stringify(import.meta.resolve("./pseudonymise-file.ts"))});
      const { typesByName } = await import(${JSON.stringify(import.meta.resolve("@koppel/pseudonym"))});
      if (!Intl.DateTimeFormat().resolvedOptions().locale.startsWith("tr")) throw new Error("not Turkish");
      await pseudonymiseFile({ input: process.argv[1], output: process.argv[2], provider: "H01", registry: "R",
        types: typesByName(${JSON.stringify(result.manifest.types)}), key: Uint8Array.from({ length: 32 }, (_, i) => i), keyVersion: 2 });`;
    const output = join(folder, "turkish.csv");
    const env = { ...process.env, LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8" };
    const flags = ["-C", "dev", "--input-type=module", "-e", script];
    execFileSync(process.execPath, [...flags, join(folder, "patients"), output], { env });
    expect(readFileSync(output)).toEqual(delivery);
  });

  it("writes values as base64url and files as gzip on request, and MRN but once", async () => {
    const output = join(folder, "H01.delivery.csv.gz");
    const types = [...TYPES, ...typesByName(["MRN"])];
    const { delivery, result } = await run(PATIENTS, { output, form: "base64url", types });
    const rows = gunzipSync(delivery).toString().split("\n");
    expect(rows[1]).toMatch(/^H01-1,[\w-]{22},2024-09-03(,[\w-]{22}){7}$/);
    expect(result.manifest.sha256).toBe(createHash("sha256").update(delivery).digest("hex"));
    expect(existsSync(join(folder, "H01.delivery.manifest.json"))).toBe(true);
  });

  it("quotes record ids that need it and names unknown columns once", async () => {
    const { rows, result } = await run('record_id;note;achternaam;\n"a,""b";x;y;\n', { types: typesByName(["GG"]) });
    expect(rows).toEqual(["record_id,mrn,event_date,GG", '"a,""b",,,']);
    expect(result.ignoredColumns).toEqual(["note", "achternaam"]);
  });

  it("rejects rows by line and code, and takes the others", async () => {
    const csv = 'record_id,birth_name,sex\n1,"a\r\nb",M\n\n ,c,M\n2,d\n3,e,M,\n4,f,V\n';
    const { result, rows } = await run(csv);
    expect(rows.map((row) => row.split(",")[0])).toEqual(["record_id", "1", "4"]);
    expect(result).toMatchObject({
      records: 2,
      rejected: 3,
      rejects: [
        { line: 5, code: "MISSING_RECORD_ID" },
        { line: 6, code: "FIELD_COUNT" },
        { line: 7, code: "FIELD_COUNT" },
      ],
    });
    const ndjson =
      '{"record_id":1,"mrn":2}\n[1]\n{"record_id":\n\n{"record_id":"2","sex":{}}\n{"mrn":"1"}\n{"recordid":"3","record id":"3"}';
    expect((await run(ndjson)).result).toMatchObject({
      records: 1,
      rejects: [
        { line: 2, code: "BAD_JSON" },
        { line: 3, code: "BAD_JSON" },
        { line: 5, code: "BAD_FIELD" },
        { line: 6, code: "MISSING_RECORD_ID" },
        { line: 7, code: "DUPLICATE_FIELD" },
      ],
    });
  });

  it("explains a broken file by code and line, without a value of it, and leaves nothing behind", async () => {
    const big = gzipSync(`${PATIENTS}\n${"H01-9,,,,,,,,,,,,\n".repeat(1000)}`);
    const bigZstd = zstdCompressSync(PATIENTS);
    const faults: [content: string | Uint8Array, code: string, line: number | undefined][] = [
      ["", "EMPTY_FILE", 1],
      ["\ufeff", "EMPTY_FILE", 1],
      [gzipSync(""), "EMPTY_FILE", 1],
      ["\n\n", "EMPTY_FILE", 1],
      [big.subarray(0, big.length - 9), "BROKEN_COMPRESSION", 1005],
      [bigZstd.subarray(0, bigZstd.length - 5), "BROKEN_COMPRESSION", undefined],
      [Buffer.concat([bigZstd, Buffer.from("Jansen")]), "BROKEN_COMPRESSION", 4],
      [Buffer.from("PK\u0003\u0004\n\u0014\u0000"), "BINARY_FILE", 2],
      ["Jansen,19830526\nPietersen,19830527\n", "MISSING_RECORD_ID_COLUMN", 1],
      ["\nrecord_id,geboortenaam,birth name\n1,Jansen,Jansen", "DUPLICATE_COLUMN", 2],
      ['record_id,birth_name\n1,"a\nb"\n2,"Jansen\n3,c\n', "BAD_CSV", 4],
      ['record_id,birth_name\r\n1,"a\r\nb"\r\n2,Jan"sen\r\n', "BAD_CSV", 4],
    ];
    for (const [content, code, line] of faults) {
      const { message, ...found } = await fault(content);
      expect(found).toEqual({ code, line: line ?? found.line });
      expect(message).toContain(join(folder, "patients"));
      expect(message).not.toMatch(/jan"?sen|19830526/i);
    }
  });

  it("keeps an earlier delivery when a later one fails or is stopped, and never writes over its input", async () => {
    const before = await run(PATIENTS);
    const controller = new AbortController();
    controller.abort();
    await expect(run(PATIENTS, { signal: controller.signal })).rejects.toThrow(/abort/i);
    await expect(run('record_id\n"1')).rejects.toMatchObject({ code: "BAD_CSV" });
    expect(readFileSync(join(folder, "H01.delivery.csv"))).toEqual(before.delivery);
    await expect(run(PATIENTS, { output: join(folder, "patients") })).rejects.toMatchObject({
      code: "OUTPUT_IS_INPUT",
    });
    await expect(run(PATIENTS, { output: join(folder, "none/x.csv") })).rejects.toMatchObject({
      code: "OUTPUT_UNWRITABLE",
    });
    expect(readdirSync(folder).toSorted()).toEqual(["H01.delivery.csv", "H01.delivery.manifest.json", "patients"]);
  });

  it("takes a file for Windows-1252 at its last byte, and keeps a character that lies on a chunk edge", async () => {
    const types = typesByName(["NGG"]);
    const filler = ",,,x\n".repeat(60_000);
    const ascii = `birth_name,birth_date,sex,record_id\nKaster,1983-05-26,V,1\n${filler},,,`;
    const { rows } = await run(Buffer.from(`${ascii}é`, "latin1"), { types });
    expect(rows.at(-1)).toBe("é,,,");
    expect(rows[1]).toBe((await run(ascii, { types })).rows[1]);
    for (const edge of ["record_id", "record_id "]) {
      const recordId = "é".repeat(150_000);
      expect((await run(`${edge}\n${recordId}`, { types })).rows[1]).toBe(`${recordId},,,`);
    }
  });

  it("keeps any record id, whatever the form of the file", async () => {
    const form = fc.record({
      separator: fc.constantFrom(",", ";", "\t"),
      end: fc.constantFrom("\n", "\r\n", "\r"),
      encode: fc.constantFrom<(text: string) => Uint8Array>(
        (text) => Buffer.from(text),
        (text) => Buffer.from(`\ufeff${text}`, "utf16le"),
        (text) => gzipSync(`\ufeff${text}`),
        (text) => zstdCompressSync(text),
      ),
    });
    const character = fc.constantFrom(..."ab1,;\t\"'\r\n |é\u2019\u{1f600}");
    const ids = fc.array(fc.string({ unit: character, maxLength: 6 }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(ids, form, async (ids, { separator, end, encode }) => {
        const rows = [["sex", "record_id"], ...ids.map((id) => ["V", `"${id.replaceAll('"', '""')}"`])];
        const { result, delivery } = await run(encode(rows.map((row) => row.join(separator)).join(end)), { types: [] });
        const kept = ids.map((id) => id.trim()).filter((id) => id !== "");
        expect(parse(delivery, { from: 2 }).map((row) => row[0])).toEqual(kept);
        expect([result.records, result.rejected]).toEqual([kept.length, ids.length - kept.length]);
      }),
      { numRuns: 150 },
    );
  });

  it("makes every type of the catalogue", async () => {
    const { result } = await run(PATIENTS, { types: catalogue });
    expect(result.manifest.types).toEqual(["B", "NGGV", "sNGGV", "NGG", "sNGG", "C", "RGG", "GG", "A"]);
    expect(result.statuses.B).toEqual({ BSN_INVALID: 2 });
  });
});
