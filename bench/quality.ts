/**
 * Linkage quality on synthetic populations and, where they lie beside the project, on the labelled sets of ../shared/data: under the
 * shipped model, and under one that the table calibrated for itself, without labels.
 *
 *     npm run bench:quality -- [persons]
 *
 * Prints a table and writes bench/results/quality.json. Pairs are those of local patients of different providers.
 */
import type { LinkTable } from "@koppel/core";
import type { PopulationOptions } from "@koppel/synth";

import { saveResult } from "./result.ts";
import { labelledSets, linkedTable, withLabelled, withPopulation, type Data } from "./support/populations.ts";

const [persons = 200_000] = process.argv.slice(2).map(Number);
const seed = 1;

const populations: Record<string, PopulationOptions> = {
  general: { persons, providers: 12, seed },
  "general, no twins": { persons, providers: 12, seed, twins: false },
  children: { persons: Math.round(persons * 0.3), providers: 12, seed, profile: "children" },
  "no patient numbers": { persons: Math.round(persons * 0.3), providers: 12, seed, patientNumbers: false },
};

/** Precision asked for: of a table one false link in a thousand; of the small labelled sets two. */
const PRECISION = 0.999;
const LABELLED_PRECISION = 0.998;

const rows: Record<string, unknown>[] = [];
for (const [name, options] of Object.entries(populations))
  for (const purpose of ["individual", "corroborate"] as const)
    await withPopulation(options, (data) => measure(name, data, purpose, PRECISION));
for (const set of labelledSets())
  await withLabelled(set, (data) => measure(set, data, "individual", LABELLED_PRECISION));
console.table(rows);
saveResult("quality", { persons, seed, rows });

async function measure(
  data: string,
  source: Data,
  purposeOfC: "corroborate" | "individual",
  precision: number,
): Promise<void> {
  const table = await linkedTable(source, purposeOfC);
  const of = { data, C: purposeOfC, asked: precision };
  rows.push({ ...of, ...(await figures(table, source.truth, precision)) });
  const { version } = await table.calibrate({ maxFalseShare: round(1 - precision, 6) });
  table.useModel(version);
  await table.relink();
  rows.push({ ...of, ...(await figures(table, source.truth, precision)) });
  await table.close();
}

async function figures(table: LinkTable, truth: string, asked: number): Promise<Record<string, unknown>> {
  const { patients, thresholds, cases, localPatients } = await table.evaluate(truth);
  const { precision, recall, withPerfectReview: reviewed } = patients.acrossProviders;
  // The longest run of the classes that may link, in the order of their true shares, that keeps to the precision asked.
  const oracle = thresholds.boundOracle.findLast((point) => point.precision >= asked);
  return {
    model: table.model().method,
    precision: round(precision, 5),
    recall: round(recall, 4),
    oracle: round(oracle?.recall ?? 0, 4),
    reviewPrecision: round(reviewed.precision, 5),
    reviewRecall: round(reviewed.recall, 4),
    cases,
    load: round(cases / localPatients, 4),
  };
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
