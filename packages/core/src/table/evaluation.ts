import { KoppelError } from "../errors.ts";
import { UnionFind } from "../linking/union-find.ts";
import type { ClassPairs } from "../workers/evaluate-task.ts";
import { openCases } from "./cases.ts";
import type { OpenTable } from "./open-table.ts";
import { countPairs } from "./pair-counts.ts";
import type { CaseSummary, Evaluation, JobOptions, Quality } from "./results.ts";
import { readTruth } from "./truth.ts";

/**
 * Compares the table with the truth: pairwise and B-cubed precision, recall and F1, by pattern class, and what a perfect reviewer of all
 * open cases would add. Records that the truth does not name are left out.
 *
 * @throws KoppelError FILE_UNREADABLE, BAD_TRUTH
 */
export async function evaluateTable(table: OpenTable, truthPath: string, options: JobOptions): Promise<Evaluation> {
  const clock = performance.now();
  const { index, records } = await readTruth(table, truthPath);
  const context = table.context();
  const bridges = table.store.bridges();
  const person: number[] = [];
  const truth: number[] = [];
  const classes: ClassPairs[] = [];
  let unknownRecords = 0;
  let done = 0;
  const tasks = table.shares().map((partitions) => ({ context, partitions, truth: index }));
  await table.pool.runAll(
    "evaluate",
    tasks,
    (share) => {
      for (const number of share.person) person.push(bridges.get(number) ?? number);
      for (const number of share.truth) truth.push(number);
      classes.push(...share.classes);
      unknownRecords += share.unknown;
      options.onProgress?.({ phase: "evaluate", done: ++done, total: tasks.length, unit: "tasks" });
    },
    options.signal,
  );
  if (person.length === 0)
    throw new KoppelError("BAD_TRUTH", "it names no record of the link table", { file: truthPath, line: 1 });
  const pairs = countPairs(person, truth);
  const cases = openCases(table.store);
  const reviewed = countPairs(afterReview(person, truth, cases), truth);
  return {
    records: person.length,
    unknownRecords,
    absentRecords: Math.max(0, records - person.length),
    pairs: { true: pairs.true, linked: pairs.linked, correct: pairs.correct, ...pairwise(pairs) },
    bcubed: quality(pairs.bcubedPrecision, pairs.bcubedRecall),
    withPerfectReview: pairwise(reviewed),
    cases: cases.length,
    byClass: countClasses(classes, pairs),
    seconds: Math.round(performance.now() - clock) / 1000,
  };
}

/** Person numbers once a perfect reviewer has joined, within each case, the persons whose records mostly are of one true person. */
function afterReview(person: readonly number[], truth: readonly number[], cases: readonly CaseSummary[]): number[] {
  const asked = new Map<number, number>();
  for (const { persons } of cases) for (const number of persons) if (!asked.has(number)) asked.set(number, asked.size);
  const votes = Array.from(asked, () => new Map<number, number>());
  person.forEach((number, i) => {
    const at = asked.get(number);
    if (at !== undefined) votes[at].set(truth[i], (votes[at].get(truth[i]) ?? 0) + 1);
  });
  const majority = votes.map((counts) => [...counts].toSorted((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0]);
  const sets = new UnionFind(asked.size);
  for (const { persons } of cases) {
    const places = persons.map((number) => asked.get(number)!);
    for (const a of places)
      for (const b of places) if (majority[a] !== undefined && majority[a] === majority[b]) sets.union(a, b);
  }
  const numbers = [...asked.keys()];
  return person.map((number) => {
    const at = asked.get(number);
    return at === undefined ? number : numbers[sets.find(at)];
  });
}

function countClasses(classes: readonly ClassPairs[], all: { linked: number; correct: number }): ClassPairs[] {
  const counted = [...Map.groupBy(classes, (count) => count.class)].map(([name, same]) => ({
    class: name,
    pairs: same.reduce((sum, { pairs }) => sum + pairs, 0),
    correct: same.reduce((sum, { correct }) => sum + correct, 0),
  }));
  const within = counted.reduce(
    (sum, { pairs, correct }) => ({ pairs: sum.pairs + pairs, correct: sum.correct + correct }),
    { pairs: 0, correct: 0 },
  );
  const bridge = { class: "bridge", pairs: all.linked - within.pairs, correct: all.correct - within.correct };
  return [...counted, bridge].filter(({ pairs }) => pairs > 0).toSorted((a, b) => b.pairs - a.pairs);
}

function pairwise(pairs: { true: number; linked: number; correct: number }): Quality {
  return quality(
    pairs.linked === 0 ? 1 : pairs.correct / pairs.linked,
    pairs.true === 0 ? 1 : pairs.correct / pairs.true,
  );
}

function quality(precision: number, recall: number): Quality {
  return { precision, recall, f1: precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall) };
}
