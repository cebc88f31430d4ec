import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";

import * as fc from "fast-check";
import { afterAll, expect, it } from "vitest";

import { readCsv } from "./csv.ts";
import { textAt } from "../evidence/texts.ts";
import { openDelivery } from "./delivery.ts";
import { RecordBuilder } from "./record-builder.ts";
import { survey } from "./survey.ts";
import { textBlocks } from "./text-blocks.ts";

const folder = mkdtempSync(join(tmpdir(), "koppel-survey-"));
afterAll(() => rmSync(folder, { recursive: true }));

const manifest = {
  format: "koppel-delivery",
  version: 1,
  registry: "heart",
  provider: "H1",
  stage: "pre",
  profile: "KT1",
  domain: "source",
  keyVersion: 1,
  types: [],
  records: 1,
  sha256: "0".repeat(64),
};
writeFileSync(join(folder, "d.manifest.json"), JSON.stringify(manifest));

/** Record ids and dates; an é may be written in UTF-8 or, as old software does, in one byte. */
const utf8 = Buffer.from("é");
const oneByte = Buffer.from("é", "latin1");
const plain = fc
  .string({ unit: fc.constantFrom("a", "b", " "), minLength: 1, maxLength: 9 })
  .map((text) => Buffer.from(text));
const quoted = fc
  .string({ unit: fc.constantFrom("a", '""', "\n", "\r\n", ",", ";"), maxLength: 9 })
  .map((text) => Buffer.from(`"${text}"`));
const accented = fc.tuple(plain, fc.constantFrom(utf8, oneByte)).map((parts) => Buffer.concat(parts));
const record = fc
  .tuple(
    fc.oneof(plain, plain, quoted, accented),
    fc.constantFrom(",2024-02-29", ","),
    fc.constantFrom("\n", "\r\n", "\n\n"),
  )
  .map(([id, date, end]) => Buffer.concat([id, Buffer.from(date + end)]));
const content = fc
  .tuple(fc.array(record, { minLength: 1, maxLength: 30, size: "max" }), fc.boolean())
  .map(([records, ended]) => {
    const text = Buffer.concat([Buffer.from("record_id,event_date\n"), ...records]);
    return ended ? text : text.subarray(0, text.lastIndexOf(",") + 1);
  });

it("a delivery says the same in slices of any size, and compressed in blocks of any size", async () => {
  await fc.assert(
    fc.asyncProperty(content, fc.integer({ min: 1, max: 200 }), async (text, size) => {
      const whole = await recordsOf("d.csv", text, 1 << 20);
      expect(whole.length).toBeGreaterThan(0);
      expect(await recordsOf("d.csv", text, size)).toEqual(whole);
      expect(await recordsOf("d.csv.gz", gzipSync(text), size)).toEqual(whole);
    }),
    { numRuns: 300 },
  );
});

it("a compressed delivery of many pieces is cut between records", async () => {
  const lines = Array.from({ length: 60_000 }, (_, i) => `"id\n${i}",2024-02-29`);
  const text = Buffer.from(`record_id,event_date\r\n${lines.join("\r\n")}`);
  const whole = await recordsOf("d.csv", text, 1 << 24);
  expect(whole.length).toBe(lines.length);
  for (const [name, compressed] of [
    ["d.csv.gz", gzipSync(text)],
    ["d.csv.zst", zstdCompressSync(text)],
  ] as const)
    expect(await recordsOf(name, compressed, 1000)).toEqual(whole);
});

/** Line, id and date of every record, read slice by slice. */
async function recordsOf(name: string, file: Uint8Array, size: number): Promise<string[]> {
  const path = join(folder, name);
  writeFileSync(path, file);
  const delivery = await openDelivery(path, []);
  if (delivery.layout.format !== "csv") throw new Error("not CSV");
  const { slices } = await survey(delivery, size);
  const found: string[] = [];
  for (const slice of slices) {
    for await (const { text, line, lines } of textBlocks(delivery, slice, size)) {
      const builder = new RecordBuilder(path, lines, { record_ids: text.length, reversible_numbers: 0 }, 0, []);
      readCsv(text, line, { file: path, ...delivery.layout }, builder);
      expect(builder.rows).toBeLessThanOrEqual(lines);
      for (let row = 0; row < builder.rows; row++) {
        const id = textAt(builder.texts.record_ids, row);
        found.push(`${builder.block.line[row]} ${builder.block.date[row]} ${id}`);
      }
    }
  }
  return found;
}
