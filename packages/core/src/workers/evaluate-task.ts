import { WORDS, type Block } from "../evidence/block.ts";
import { sameValue } from "../evidence/dictionary.ts";
import { Comparison } from "../linking/comparison.ts";
import { birthGroups, localPatients } from "../linking/local-patients.ts";
import { joinBlocks } from "../store/partition-reader.ts";
import { linkContextOf, readerOf, type TableContext } from "./table-context.ts";

/** The truth by record key, in shared memory: an open-addressing table over rows of keys. */
export interface TruthIndex {
  readonly keys: Uint32Array;
  /** By row: number of the true person. */
  readonly person: Int32Array;
  /** Row plus one, or zero. */
  readonly slots: Int32Array;
}

export interface EvaluateTask {
  readonly context: TableContext;
  readonly partitions: readonly number[];
  readonly truth: TruthIndex;
}

/** The records of some partitions that the truth knows, and their pairs by class. */
export interface EvaluatedShare {
  readonly person: Uint32Array;
  readonly truth: Int32Array;
  readonly unknown: number;
  readonly classes: readonly ClassPairs[];
}

/** Pairs of records of one person, by the class of their local patients. */
export interface ClassPairs {
  readonly class: string;
  readonly pairs: number;
  readonly correct: number;
}

/** Class of pairs within one local patient. */
const SAME_NUMBER = "same-number";

/** Looks up the truth of every record and counts pairs of records by class. */
export function evaluateShare(task: EvaluateTask): EvaluatedShare {
  const persons: number[] = [];
  const truths: number[] = [];
  const classes = new Map<string, { pairs: number; correct: number }>();
  let unknown = 0;
  const reader = readerOf(task.context);
  for (const partition of task.partitions) {
    const { records, person } = reader.records(partition);
    const truth = new Int32Array(records.size);
    for (let i = 0; i < records.size; i++) {
      truth[i] = trueOf(task.truth, records.key, i * WORDS);
      if (truth[i] < 0) unknown++;
      else {
        persons.push(person[records.statement[i]]);
        truths.push(truth[i]);
      }
    }
    const block = joinBlocks(reader.read(partition).blocks);
    countClasses(block, person, { of: records.statement, truth }, task.context, classes);
  }
  return {
    person: Uint32Array.from(persons),
    truth: Int32Array.from(truths),
    unknown,
    classes: [...classes].map(([name, counts]) => ({ class: name, ...counts })),
  };
}

function trueOf({ keys, person, slots }: TruthIndex, record: Uint32Array, at: number): number {
  const mask = slots.length - 1;
  for (let slot = record[at] & mask; slots[slot] !== 0; slot = (slot + 1) & mask)
    if (sameValue(keys, (slots[slot] - 1) * WORDS, record, at)) return person[slots[slot] - 1];
  return -1;
}

function countClasses(
  block: Block,
  person: Uint32Array,
  records: { of: Uint32Array; truth: Int32Array },
  context: TableContext,
  classes: Map<string, { pairs: number; correct: number }>,
): void {
  const link = linkContextOf(context);
  const group = birthGroups(block, link.anchor);
  const patients = localPatients(block, group, block.present, link.providerOf);
  const comparison = new Comparison(block, block.present, patients, link.model);
  const members = new Map<number, number[]>();
  const truths: number[][] = Array.from({ length: patients.size }, () => []);
  records.of.forEach((statement, i) => {
    if (records.truth[i] >= 0) truths[patients.ofRow[statement]].push(records.truth[i]);
  });
  const count = (name: string, pairs: number, correct: number): void => {
    const known = classes.get(name) ?? { pairs: 0, correct: 0 };
    classes.set(name, { pairs: known.pairs + pairs, correct: known.correct + correct });
  };
  for (let node = 0; node < patients.size; node++) {
    const own = truths[node];
    if (own.length > 1) count(SAME_NUMBER, (own.length * (own.length - 1)) / 2, (sameIn(own, own) - own.length) / 2);
    const number = person[patients.rows[patients.start[node]]];
    const others = members.get(number) ?? [];
    for (const other of others) {
      const theirs = truths[other];
      if (own.length === 0 || theirs.length === 0) continue;
      const found = link.model.classes[comparison.classOf(node, other)];
      count(found.key, own.length * theirs.length, sameIn(own, theirs));
    }
    if (others.push(node) === 1) members.set(number, others);
  }
}

/** Pairs, one of each list, that are equal. */
function sameIn(a: readonly number[], b: readonly number[]): number {
  let same = 0;
  for (const x of a) for (const y of b) if (x === y) same++;
  return same;
}
