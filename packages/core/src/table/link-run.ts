import { isDeepStrictEqual } from "node:util";

import type { LinkedShare } from "../workers/link-task.ts";
import { keepAnswerKey } from "./answer-keys.ts";
import { openCases } from "./cases.ts";
import { forgetRecords } from "./erasure.ts";
import { takeIn, type Intake } from "./intake.ts";
import type { OpenTable } from "./open-table.ts";
import { keepOutcome, type Kept } from "./outcome.ts";
import { NOTHING, replacedBy } from "./replacement.ts";
import { linkPartitions } from "./partition-linking.ts";
import { sealRecordKeys } from "./record-keys.ts";
import type { ClassCount, LinkResult } from "./results.ts";
import { commitRun, prepareRun, type RunOptions } from "./run.ts";

/** How deliveries are linked. */
export interface LinkOptions extends RunOptions {
  /** Records that were delivered before are erased and taken anew: a corrected delivery replaces what it corrects (R47). */
  readonly replace?: boolean | undefined;
}

/** Links deliveries in one run; all partitions where the model or a purpose has changed since the last one. */
export async function linkDeliveries(
  table: OpenTable,
  paths: readonly string[],
  options: LinkOptions,
): Promise<LinkResult> {
  const clock = performance.now();
  const run = prepareRun(table, "link");
  const intakes = await takeIn(table, paths, run.id, options);
  const { store } = table;
  const replaced = options.replace ? await replacedBy(table, intakes) : NOTHING;
  const work = async (): Promise<LinkResult> => {
    for (const { row, recordKeys, provider, answerKey } of intakes) {
      const { key, sealed } = sealRecordKeys(table.sealer, row.id, recordKeys);
      store.addDelivery(row, sealed);
      store.partKeys.set([key]);
      if (answerKey !== undefined) keepAnswerKey(store, provider, answerKey);
    }
    const basis = table.basis();
    const whole = isDeepStrictEqual(basis, table.standingBasis())
      ? []
      : store.partitions().map(({ partition }) => partition);
    const slabs = intakes.flatMap((intake) => intake.slabs);
    const { erased, whole: emptied } = forgetRecords(table, replaced.located, replaced.keys, replaced.returning);
    const job = { run: run.id, basis, slabs, whole: [...new Set([...whole, ...emptied])], erased };
    const shares = await linkPartitions(table, job, options);
    const kept = keepOutcome(table, shares, run.id);
    const told = { run: run.id, dryRun: options.dryRun ?? false, replaced: replaced.located.length };
    return summarise(table, intakes, shares, { ...told, kept, clock });
  };
  const result = await commitRun(table, run, options, work, withoutRejects);
  return { ...result, ...pace(clock, result.records) };
}

/** What is kept with the run: lines of files are told once. */
function withoutRejects(result: LinkResult): Omit<LinkResult, "rejects"> {
  const { rejects: _, ...told } = result;
  return told;
}

function summarise(
  table: OpenTable,
  intakes: readonly Intake[],
  shares: readonly LinkedShare[],
  job: { run: number; kept: Kept; clock: number; dryRun: boolean; replaced: number },
): LinkResult {
  const { store } = table;
  const { run, kept, clock, dryRun, replaced } = job;
  const records = intakes.reduce((sum, { row }) => sum + row.records, 0);
  const accepted = intakes.reduce((sum, { row }) => sum + row.accepted, 0);
  const objected = intakes.reduce((sum, intake) => sum + intake.objected, 0);
  return {
    run,
    dryRun,
    model: table.model().version,
    method: table.model().method,
    deliveries: intakes.length,
    records,
    accepted,
    replaced,
    rejected: records - accepted - objected,
    objected,
    rejects: intakes.flatMap(({ rejects }) => rejects.toSorted((a, b) => a.line - b.line)).slice(0, 100),
    persons: store.partitions().reduce((sum, { persons }) => sum + persons, 0) - store.bridges().size,
    newPersons: kept.newPersons,
    linkedRecords: shares.reduce((sum, share) => sum + share.linkedRecords, 0),
    cases: openCases(store).length,
    ...pace(clock, records),
    byClass: countClasses(shares.flatMap(({ classes }) => classes)),
    placeholders: sumByName([
      ...shares.flatMap(({ placeholders }) => placeholders),
      ["MRN", kept.placeholders] as const,
    ]),
  };
}

function countClasses(counts: readonly ClassCount[]): ClassCount[] {
  return [...Map.groupBy(counts, (count) => `${count.class} ${count.action}`).values()]
    .map((same) => ({
      ...same[0],
      joined: same.reduce((sum, { joined }) => sum + joined, 0),
      apart: same.reduce((sum, { apart }) => sum + apart, 0),
    }))
    .toSorted((a, b) => b.joined - a.joined || b.apart - a.apart || (a.class < b.class ? -1 : 1));
}

function sumByName(counts: readonly (readonly [string, number])[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const [name, count] of counts) if (count > 0) sums[name] = (sums[name] ?? 0) + count;
  return sums;
}

function pace(clock: number, records: number): { seconds: number; recordsPerSecond: number } {
  const seconds = (performance.now() - clock) / 1000;
  return { seconds: Math.round(seconds * 1000) / 1000, recordsPerSecond: Math.round(records / seconds) };
}
