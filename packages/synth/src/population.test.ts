import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type PatientRecord,
  type PseudonymType,
  canonicalString,
  catalogue,
  manifestSchema,
  patientFields,
} from "@koppel/pseudonym";
import { afterAll, expect, test } from "vitest";
import { writeDeliveries, writePatientFiles } from "./index.ts";

const root = mkdtempSync(join(tmpdir(), "koppel-synth-"));
afterAll(() => rmSync(root, { recursive: true }));

const types: PseudonymType[] = [
  ...catalogue.filter(({ name }) => name !== "MRN"),
  { name: "mNGG", inputs: { name: 6, date: 1, sex: 1 }, purpose: "individual" },
  { name: "oNGG", inputs: { name: 10, date: 1, sex: 1 }, purpose: "individual" },
];
const options = { persons: 3000, providers: 5, seed: 7 };
const registry = "TEST";

function rows(file: string): string[][] {
  const lines = readFileSync(file, "utf8").trimEnd().split("\n").slice(1);
  return lines.map((line) => [...line.matchAll(/(?:^|,)(?:"([^"]*)"|([^,]*))/g)].map((field) => field[1] ?? field[2]!));
}

function digest(dir: string): string {
  const hash = createHash("sha256");
  for (const file of readdirSync(dir).sort()) hash.update(file).update(readFileSync(join(dir, file)));
  return hash.digest("hex");
}

test("deliveries agree and differ exactly as the normalised patient files of the same options do", async () => {
  const plain = await writePatientFiles(join(root, "plain"), options);
  const fast = await writeDeliveries(join(root, "fast"), { ...options, registry, types });
  expect(fast.records).toBe(plain.records);
  expect(readFileSync(fast.truth)).toEqual(readFileSync(plain.truth));

  const columns = Object.values(patientFields);
  const header = Object.keys(patientFields).join(",");
  const patientNumber = catalogue.find(({ name }) => name === "MRN")!;
  const meaning = new Map<string, string>();
  const value = new Map<string, string>();
  for (const [p, provider] of plain.providers.entries()) {
    expect(readFileSync(plain.files[p]!, "utf8").split("\n")[0]).toBe(header);
    const delivered = rows(fast.files[p]!);
    for (const [r, fields] of rows(plain.files[p]!).entries()) {
      const record = Object.fromEntries(columns.map((field, f) => [field, fields[f]])) as unknown as PatientRecord;
      const [recordId, mrn, event, ...values] = delivered[r]!;
      expect([recordId, event]).toEqual([fields[0], fields[12]]);
      for (const [t, type] of [patientNumber, ...types].entries()) {
        const canonical = canonicalString(type, record, provider);
        const text = "text" in canonical ? canonical.text : "";
        const hex = [mrn!, ...values][t]!;
        expect(hex === "").toBe(text === "");
        if (hex === "") continue;
        expect(meaning.get(hex) ?? text).toBe(text);
        expect(value.get(text) ?? hex).toBe(hex);
        meaning.set(hex, text);
        value.set(text, hex);
      }
    }
  }
  expect(value.size).toBeGreaterThan(30_000);
});

test("the same options give the same bytes, another seed gives other ones", async () => {
  await writePatientFiles(join(root, "again"), options);
  await writePatientFiles(join(root, "other"), { ...options, seed: 8 });
  expect(digest(join(root, "again"))).toBe(digest(join(root, "plain")));
  expect(digest(join(root, "other"))).not.toBe(digest(join(root, "plain")));
});

test("a manifest describes its delivery", async () => {
  const { files } = await writeDeliveries(join(root, "small"), {
    persons: 300,
    providers: 2,
    seed: 1,
    registry,
    types,
  });
  for (const file of files) {
    const manifest = manifestSchema.parse(JSON.parse(readFileSync(file.replace(".csv", ".manifest.json"), "utf8")));
    expect(manifest.sha256).toBe(createHash("sha256").update(readFileSync(file)).digest("hex"));
    expect(manifest.records).toBe(rows(file).length);
  }
});

test("every person comes, files run in order of month, options are honoured", async () => {
  const settings = { ...options, persons: 1000, patientNumbers: false, profile: "children" as const, years: 2 };
  const { files, truth } = await writePatientFiles(join(root, "children"), settings);
  expect(new Set(rows(truth).map(([, , person]) => person)).size).toBe(1000);
  for (const file of files) {
    const fields = rows(file);
    const months = fields.map((row) => row[12]!.slice(0, 7));
    expect(months).toEqual(months.toSorted());
    expect(fields.every((row) => row[1] === "")).toBe(true);
    expect(fields.every((row) => row[5]! > "1995" && row[12]! > "2023")).toBe(true);
  }
});

test("a stopped job leaves no file behind", async () => {
  const dir = join(root, "stopped");
  const stop = new AbortController();
  const onProgress = (): void => stop.abort();
  await expect(writePatientFiles(dir, { ...options, onProgress, signal: stop.signal })).rejects.toThrow("aborted");
  expect(readdirSync(dir)).toEqual([]);
});

test("options out of range are refused", async () => {
  await expect(writePatientFiles(root, { ...options, persons: 0 })).rejects.toThrow(RangeError);
  const mixed: PseudonymType = { name: "X", inputs: { name: 8, bsn: 1 }, purpose: "individual" };
  const dir = join(root, "refused");
  await expect(writeDeliveries(dir, { ...options, registry, types: [mixed] })).rejects.toThrow("do not fit");
  expect(readdirSync(dir)).toEqual([]);
});
