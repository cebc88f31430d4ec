/**
 * Linkage quality on the synthetic populations and, where they lie beside the project, on the labelled sets of ../shared/data.
 *
 *     npm run bench:quality -- [persons]
 *
 * Prints a table and writes bench/results/quality.json.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { LinkTable, pseudonymiseFile } from "@koppel/core";
import { KeyRing } from "@koppel/keyring";
import { keyCheck, typesByName } from "@koppel/pseudonym";
import { writeDeliveries, type PopulationOptions } from "@koppel/synth";

import { saveResult } from "./result.ts";

const [persons = 200_000] = process.argv.slice(2).map(Number);
const typeNames = ["NGGV", "sNGGV", "NGG", "sNGG", "C", "RGG", "GG"];
const types = typesByName(typeNames);
const sourceKey = new Uint8Array(32).fill(7);
const labelled = new URL("../../shared/data/labelled/", import.meta.url).pathname;

const populations: Record<string, PopulationOptions> = {
  general: { persons, providers: 12, seed: 1 },
  "general, no twins": { persons, providers: 12, seed: 1, twins: false },
  "general, no patient numbers": { persons, providers: 12, seed: 1, patientNumbers: false },
  children: { persons: Math.round(persons * 0.3), providers: 12, seed: 1, profile: "children" },
};

const rows: Record<string, unknown>[] = [];
for (const [name, options] of Object.entries(populations)) {
  await inFolder(async (folder) => {
    const { truth, files } = await writeDeliveries(folder, { ...options, registry: "R", types });
    for (const purpose of ["corroborate", "individual"] as const) await measure(name, folder, files, truth, purpose);
  });
}
if (existsSync(labelled)) {
  for (const set of readdirSync(labelled).toSorted()) {
    await inFolder(async (folder) => {
      const files: string[] = [];
      for (const file of readdirSync(join(labelled, set)).filter((each) => each.endsWith(".patients.csv"))) {
        const provider = file.slice(0, file.indexOf("."));
        const output = join(folder, `${provider}.delivery.csv`);
        await pseudonymiseFile({
          input: join(labelled, set, file),
          output,
          provider,
          registry: "R",
          types,
          key: sourceKey,
          keyVersion: 1,
        });
        files.push(output);
      }
      const truth = join(labelled, set, "truth.csv");
      for (const purpose of ["corroborate", "individual"] as const) await measure(set, folder, files, truth, purpose);
    });
  }
}
console.table(rows);
saveResult("quality", { persons, rows });

async function measure(
  data: string,
  folder: string,
  files: readonly string[],
  truth: string,
  purposeOfC: "corroborate" | "individual",
): Promise<void> {
  const home = mkdtempSync(join(folder, "table-"));
  const ring = KeyRing.create(join(home, "keys.json"), { passphrase: "benchmark" });
  ring.addDomain("link", "link");
  ring.addDomain("seal", "seal");
  const table = LinkTable.create({ path: join(home, "koppel.db"), ring, sourceCheck: keyCheck(sourceKey) });
  table.addRegistry({ name: "R", types: typeNames });
  for (const file of files) table.addProvider(/([^/]+)\.delivery\.csv$/.exec(file)![1]!);
  table.setPurpose("C", purposeOfC);
  await table.link(files);
  const { pairs, withPerfectReview: review, cases } = await table.evaluate(truth);
  const { localPatients } = await table.status();
  await table.close();
  rows.push({
    data,
    C: purposeOfC,
    precision: round(pairs.precision, 5),
    recall: round(pairs.recall, 4),
    reviewPrecision: round(review.precision, 5),
    reviewRecall: round(review.recall, 4),
    cases,
    reviewLoad: round(cases / localPatients, 4),
  });
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "koppel-quality-"));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
