import { KoppelError } from "../errors.ts";
import { countPairs } from "../evaluation/pair-counts.ts";
import { pairsAcrossProviders } from "../evaluation/patient-pairs.ts";
import { reviewPerfectly } from "../evaluation/perfect-review.ts";
import { permissiveModel, shareAnything } from "../model/permissive-model.ts";
import { pairQuality, quality, type Pairs } from "../evaluation/quality.ts";
import { recallAt, thresholds, type ClassOutcome } from "../evaluation/thresholds.ts";
import { classify, type Model } from "../model/model.ts";
import type { ClassTally, EvaluatedShare, PatientColumns, RecordColumns } from "../workers/evaluate-task.ts";
import { openCases } from "./cases.ts";
import type { Evaluation, PatientQuality } from "./evaluation-result.ts";
import type { OpenTable } from "./open-table.ts";
import type { JobOptions } from "./results.ts";
import { readTruth } from "./truth.ts";

/** The precision at which the oracle's recall is told: one false link in a thousand. */
const ORACLE_PRECISION = 0.999;

/**
 * Compares the table with the truth: precision and recall over pairs of records and of local patients, by pattern class and over all
 * thresholds, and what a perfect reviewer of all open cases would add. Records that the truth does not name are left out.
 *
 * @throws KoppelError FILE_UNREADABLE, BAD_TRUTH
 */
export async function evaluateTable(table: OpenTable, truthPath: string, options: JobOptions): Promise<Evaluation> {
  const clock = performance.now();
  const truth = await readTruth(table, truthPath);
  const basis = table.standingBasis();
  const context = table.context({ ...basis, model: permissiveModel(basis.model, table.types) });
  const tasks = table.shares().map((partitions) => ({ context, partitions, truth: truth.index }));
  const shares: EvaluatedShare[] = [];
  await table.pool.runAll(
    "evaluate",
    tasks,
    (share) => {
      shares.push(share);
      options.onProgress?.({ phase: "evaluate", done: shares.length, total: tasks.length, unit: "tasks" });
    },
    options.signal,
  );
  const bridges = table.store.bridges();
  const kept = (number: number): number => bridges.get(number) ?? number;
  const records: RecordColumns = {
    person: shares.flatMap(({ records }) => records.person).map(kept),
    truth: shares.flatMap(({ records }) => records.truth),
  };
  const patients: PatientColumns = {
    person: shares.flatMap(({ patients }) => patients.person).map(kept),
    truth: shares.flatMap(({ patients }) => patients.truth),
    provider: shares.flatMap(({ patients }) => patients.provider),
  };
  if (records.person.length === 0)
    throw new KoppelError("BAD_TRUTH", "it names no record of the link table", { file: truthPath, line: 1 });

  const pairs = countPairs(records.person, records.truth);
  const cases = openCases(table.store);
  const { joined, answers } = reviewPerfectly(cases, records.person, records.truth);
  const reviewed = <T extends RecordColumns>(columns: T): T => ({
    ...columns,
    person: columns.person.map((number) => joined.get(number) ?? number),
  });
  const measure = (count: (columns: PatientColumns) => Pairs): PatientQuality => ({
    ...pairQuality(count(patients)),
    withPerfectReview: pairQuality(count(reviewed(patients))),
  });
  const acrossProviders = measure(({ person, truth, provider }) => pairsAcrossProviders(person, truth, provider));
  const reached = thresholds(
    outcomes(
      shares.flatMap(({ compared }) => compared),
      basis.model,
    ),
    acrossProviders.true,
  );
  return {
    records: records.person.length,
    unknownRecords: shares.reduce((sum, { unknown }) => sum + unknown, 0),
    absentRecords: Math.max(0, truth.records - records.person.length),
    pairs: pairQuality(pairs),
    bcubed: quality(pairs.bcubedPrecision, pairs.bcubedRecall),
    withPerfectReview: pairQuality(countPairs(reviewed(records).person, records.truth)),
    localPatients: patients.person.length,
    patients: { ...measure(({ person, truth }) => countPairs(person, truth)), acrossProviders },
    cases: cases.length,
    review: answers,
    thresholds: {
      ...reached,
      oracleAt: {
        precision: ORACLE_PRECISION,
        recall: recallAt(reached.oracle, ORACLE_PRECISION),
        boundRecall: recallAt(reached.boundOracle, ORACLE_PRECISION),
      },
    },
    byClass: countLinked(shares, pairs),
    seconds: Math.round(performance.now() - clock) / 1000,
  };
}

/** Classes across providers as the model in force has them; they were counted under the permissive one. */
function outcomes(compared: readonly ClassTally[], model: Model): ClassOutcome[] {
  const across = compared.filter(({ class: found }) => found.side !== "same-provider" && shareAnything(found));
  const same = Map.groupBy(across, ({ class: { key, action } }) => `${key}|${action}`);
  return [...same.values()].map((tallies) => {
    const [{ class: pattern }] = tallies;
    const mayLink = pattern.action === "link";
    const { key, action, falseShare, estimate } = classify(model, pattern, pattern.side, mayLink);
    const expectedFalse = estimate === undefined || estimate.pairs === 0 ? falseShare : estimate.false / estimate.pairs;
    return { class: key, action, falseShare, expectedFalse, mayLink, ...total(tallies) };
  });
}

function countLinked(shares: readonly EvaluatedShare[], all: Pairs): Evaluation["byClass"] {
  const joined = Map.groupBy(
    shares.flatMap(({ joined }) => joined),
    ({ class: { key } }) => key,
  );
  const counted = [
    ...[...joined].map(([key, tallies]) => ({ class: key, ...total(tallies) })),
    { class: "same-number", ...total(shares.map(({ sameNumber }) => sameNumber)) },
  ];
  const within = total(counted);
  const bridge = { class: "bridge", pairs: all.linked - within.pairs, correct: all.correct - within.correct };
  return [...counted, bridge].filter(({ pairs }) => pairs > 0).toSorted((a, b) => b.pairs - a.pairs);
}

function total(tallies: readonly { pairs: number; correct: number }[]): { pairs: number; correct: number } {
  return tallies.reduce((sum, { pairs, correct }) => ({ pairs: sum.pairs + pairs, correct: sum.correct + correct }), {
    pairs: 0,
    correct: 0,
  });
}
