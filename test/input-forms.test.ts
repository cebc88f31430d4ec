import { randomBytes } from "node:crypto";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";

import { toBase64url, toHex } from "@koppel/pseudonym";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { csv, deliver, encrypted, ndjson, type Sheet } from "./support/delivery.ts";
import { sheet } from "./support/patients.ts";
import { LUNG_TYPES, TableMaker } from "./support/tables.ts";

const maker = await TableMaker.start(2);
afterAll(() => maker.close());

const visits = sheet("lung", "H1", LUNG_TYPES, 0, 50);
/** Record ids that a reader may stumble over. */
const odd: Sheet = {
  ...visits,
  records: visits.records.map((record, i) => ({
    ...record,
    recordId: ["", "é", '"x"', "a\nb", ",;\t", "\r\n"][i % 6] + record.recordId,
  })),
};
const reversible: Sheet = {
  ...visits,
  reversible: { answerKey: "0".repeat(64) },
  records: visits.records.map((record, i) => ({ ...record, reversible: "AbC-_".repeat(i % 3) })),
};
const text = csv(odd);
const utf16 = (content: string): Buffer => Buffer.from(`\uFEFF${content}`, "utf16le");
const fields = (change: (fields: readonly string[]) => readonly string[]): string =>
  csv(visits)
    .split("\n")
    .map((line) => (line === "" ? "" : change(line.split(",")).join(",")))
    .join("\n");

/** The same records as those of the plain file of one sheet or the other. */
type Form = readonly [what: string, name: string, content: () => string | Uint8Array, as?: Sheet];

const forms: Form[] = [
  ["CSV with lines that end in CRLF", "a.csv", () => csv(odd, { newline: "\r\n" })],
  ["CSV with a byte order mark", "a.csv", () => `\uFEFF${text}`],
  ["CSV with quotes around everything", "a.csv", () => csv(odd, { quoted: true })],
  ["CSV with semicolons", "a.csv", () => csv(odd, { separator: ";" })],
  ["CSV with tabs", "a.tsv", () => csv(odd, { separator: "\t" })],
  [
    "CSV in quotes, with semicolons, CRLF and a byte order mark",
    "a.txt",
    () => `\uFEFF${csv(odd, { separator: ";", newline: "\r\n", quoted: true })}`,
  ],
  ["CSV without a newline at its end", "a.csv", () => text.slice(0, -1)],
  ["CSV with empty lines", "a.csv", () => `${text}\n\r\n\n`],
  ["values in base64url", "a.csv", () => csv(odd, { encode: toBase64url })],
  ["values in capitals", "a.csv", () => csv(odd, { encode: (value) => toHex(value).toUpperCase() })],
  ["a name in capitals", "A.CSV", () => text],
  ["columns the other way round", "a.csv", () => fields((all) => all.toReversed()), visits],
  [
    "Dutch headers",
    "a.csv",
    () => csv(visits).replace("record_id,mrn,event_date", "Recordnummer,Patiëntnummer,contactdatum"),
    visits,
  ],
  ["reversible patient numbers beside the others", "a.csv", () => csv(reversible), reversible],
  ["reversible patient numbers in NDJSON", "a.ndjson", () => ndjson(reversible), reversible],
  ["gzip", "a.csv.gz", () => gzipSync(text)],
  ["gzip in two parts", "a.csv.gz", () => Buffer.concat([gzipSync(text.slice(0, 3000)), gzipSync(text.slice(3000))])],
  ["zstd", "a.csv.zst", () => zstdCompressSync(text)],
  [
    "zstd in two frames",
    "a.csv.zst",
    () => Buffer.concat([zstdCompressSync(text.slice(0, 3000)), zstdCompressSync(text.slice(3000))]),
  ],
  ["compression that the name does not tell", "a.csv", () => gzipSync(text)],
  ["UTF-16", "a.csv", () => utf16(text)],
  ["UTF-16, the other byte first", "a.csv", () => utf16(text).swap16()],
  ["UTF-16, compressed", "a.csv.gz", () => gzipSync(utf16(text))],
  ["Windows-1252", "a.csv", () => Buffer.from(text, "latin1")],
  ["NDJSON", "a.ndjson", () => ndjson(odd)],
  [
    "NDJSON with a byte order mark, CRLF and empty lines",
    "a.jsonl",
    () => `\uFEFF${ndjson(odd).replaceAll("\n", "\r\n\r\n")}`,
  ],
  ["NDJSON, compressed", "a.ndjson.zst", () => zstdCompressSync(ndjson(odd))],
  ["final pseudonyms", "a.csv", () => csv(encrypted(odd, maker.ring)), encrypted(odd, maker.ring)],
  ["final pseudonyms in NDJSON", "a.ndjson", () => ndjson(encrypted(odd, maker.ring)), encrypted(odd, maker.ring)],
];

describe("the same table comes from", () => {
  const expected = new Map<string, string>();
  const fingerprint = async (paths: string[]): Promise<string> => {
    const table = maker.make();
    const { rejected } = await table.link(paths);
    expect(rejected).toBe(0);
    return (await table.status()).fingerprint;
  };

  beforeAll(async () => {
    for (const plain of [odd, visits])
      expected.set(
        plain.records[1].recordId,
        await fingerprint([deliver(maker.folder, "plain.csv", plain, csv(plain))]),
      );
  });

  const cases = forms.map(([what, name, content, as = odd]) => ({ what, name, content, as }));
  it.each(cases)("$what", async ({ name, content, as }) => {
    const path = deliver(maker.folder, name, as, content());
    expect(await fingerprint([path])).toBe(expected.get(as.records[1].recordId));
  });

  it("a link to the file", async () => {
    deliver(maker.folder, "linked.csv", odd, text);
    symlinkSync(join(maker.folder, "plain.csv"), join(maker.folder, "symbolic.csv"));
    symlinkSync(join(maker.folder, "linked.manifest.json"), join(maker.folder, "symbolic.manifest.json"));
    deliver(maker.folder, "plain.csv", odd, text);
    expect(await fingerprint([join(maker.folder, "symbolic.csv")])).toBe(expected.get(odd.records[1].recordId));
  });

  it("a file of several slices, whatever it is wrapped in", async () => {
    const large = largeSheet(70_000);
    const content = csv(large);
    expect(content.length).toBeGreaterThan(16 << 20);
    const plain = await fingerprint([deliver(maker.folder, "large.csv", large, content)]);
    expect(await fingerprint([deliver(maker.folder, "large.csv.gz", large, gzipSync(content, { level: 1 }))])).toBe(
      plain,
    );
    const halves = [large.records.slice(0, 30_000), large.records.slice(30_000)].map((records) => ({
      ...large,
      records,
    }));
    const paths = halves.map((half, i) => deliver(maker.folder, `half${i}.csv`, half, csv(half)));
    expect(await fingerprint(paths.toReversed())).toBe(plain);
  });
});

describe("records are taken once", () => {
  it("of a file that has some twice, over files of one run, and over runs; others' records with the same ids are others", async () => {
    const table = maker.make();
    const all = (name: string, records: Sheet["records"], change: Partial<Sheet> = {}): string => {
      const made = { ...visits, ...change, records };
      return deliver(maker.folder, name, made, csv(made));
    };
    const [first, second] = [visits.records.slice(0, 20), visits.records.slice(10, 30)];
    const twice = await table.link([all("twice.csv", [...first, ...first.slice(3, 5), { ...first[0], recordId: "" }])]);
    expect(twice).toMatchObject({ records: 23, accepted: 20, rejected: 3 });
    expect(twice.rejects.map(({ line, code }) => [line, code]).toSorted()).toEqual([
      [22, "DUPLICATE_RECORD"],
      [23, "DUPLICATE_RECORD"],
      [24, "MISSING_RECORD_ID"],
    ]);
    const over = await table.link([all("over.csv", second), all("others.csv", first, { provider: "H2" })]);
    expect(over).toMatchObject({ records: 40, accepted: 30, rejected: 10 });
    expect(over.rejects.map(({ line }) => line).toSorted((a, b) => a - b)).toEqual(
      first.slice(10).map((_, i) => i + 2),
    );
    const within = await table.link([
      all("one.csv", visits.records.slice(28, 40)),
      all("two.csv", visits.records.slice(35, 50)),
    ]);
    expect(within).toMatchObject({ records: 27, accepted: 20, rejected: 7 });
    expect((await table.status()).records).toBe(70);
    expect(await table.verify()).toMatchObject({ ok: true });
  });

  it("the same of them, in whatever order the files of a run are named", async () => {
    // The same record ids stand for other visits in each file.
    const paths = [0, 5, 10, 15, 20, 25].map((first) => {
      const records = visits.records.slice(first, first + 20).map((record, i) => ({ ...record, recordId: `${i}` }));
      const made = { ...visits, records };
      return deliver(maker.folder, `overlap${first}.csv`, made, csv(made));
    });
    const tables = [maker.make(), maker.make()];
    await tables[0].link(paths);
    await tables[1].link(paths.toReversed());
    expect(tables[0].content()).toEqual(tables[1].content());
    const [deliveries, others] = tables.map(({ open }) => open.store.deliveries());
    expect(deliveries).toEqual(others);
    expect(deliveries.map(({ accepted }) => accepted)).toEqual([20, 0, 0, 0, 0, 0]);
  });
});

/** Random values, each patient there twice under another record id. */
function largeSheet(count: number): Sheet {
  const types = ["NGGV", "sNGGV", "NGG", "sNGG", "C", "RGG", "GG"];
  const half = count / 2;
  const values = Array.from({ length: half }, () => {
    const bytes = randomBytes(16 * types.length);
    return types.map((_, t) => bytes.subarray(16 * t, 16 * t + 16));
  });
  const records = Array.from({ length: count }, (_, i) => ({
    recordId: `visit-${i}`,
    mrn: null,
    date: "2024-02-29",
    values: values[i % half],
  }));
  return { registry: "lung", provider: "H1", types, stage: "pre", records };
}
