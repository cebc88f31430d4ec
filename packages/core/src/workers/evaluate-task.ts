import { candidates } from "../linking/candidates.ts";
import type { PatternClass } from "../model/model.ts";
import { readKnown, type KnownPartition, type TruthIndex } from "./known-partition.ts";
import { linkContextOf, type TableContext } from "./table-context.ts";

export interface EvaluateTask {
  /** Its model says which pairs are compared. */
  readonly context: TableContext;
  readonly partitions: readonly number[];
  readonly truth: TruthIndex;
}

/** Pairs, and how many of them are one true person. */
interface Tally {
  pairs: number;
  correct: number;
}

/** Pairs of one pattern class. */
export interface ClassTally extends Readonly<Tally> {
  readonly class: PatternClass;
}

/** What some partitions hold, beside the truth; local patients and records as far as that names them. */
export interface EvaluatedShare {
  readonly patients: PatientColumns;
  readonly records: RecordColumns;
  /** Records that the truth does not name. */
  readonly unknown: number;
  /** Pairs of records of one local patient. */
  readonly sameNumber: Readonly<Tally>;
  /** Pairs of records in one person whose local patients are two. */
  readonly joined: readonly ClassTally[];
  /** Pairs of local patients that were compared, whatever came of it. */
  readonly compared: readonly ClassTally[];
}

/** By record: its person in the table, and its true one. */
export interface RecordColumns {
  readonly person: number[];
  readonly truth: number[];
}

/** By local patient: its person in the table, the true one of most of its records, and its provider or, without a number, -1. */
export interface PatientColumns extends RecordColumns {
  readonly provider: number[];
}

/** Looks up the truth of every record, and counts pairs of records and of local patients by class. */
export function evaluateShare({ context, partitions, truth }: EvaluateTask): EvaluatedShare {
  const { model } = linkContextOf(context);
  const records: RecordColumns = { person: [], truth: [] };
  const patients: PatientColumns = { person: [], truth: [], provider: [] };
  const sameNumber = { pairs: 0, correct: 0 };
  const joined = tallies(model.maxClasses);
  const compared = tallies(model.maxClasses);
  let unknown = 0;
  for (const partition of partitions) {
    const known = readKnown(context, partition, truth);
    unknown += known.unknown;
    list(known, records, patients);
    countSameNumber(known, sameNumber);
    countJoined(known, joined);
    countCompared(known, compared);
  }
  const named = (counts: readonly Tally[]): ClassTally[] =>
    model.classes.flatMap((found, c) => (counts[c].pairs > 0 ? [{ class: found, ...counts[c] }] : []));
  return { patients, records, unknown, sameNumber, joined: named(joined), compared: named(compared) };
}

function list(known: KnownPartition, records: RecordColumns, patients: PatientColumns): void {
  const { comparison, truth, start, person, majority } = known;
  const { numbered, provider } = comparison.patients;
  for (let node = 0; node < person.length; node++) {
    if (majority[node] < 0) continue;
    patients.person.push(person[node]);
    patients.truth.push(majority[node]);
    patients.provider.push(numbered[node] === 1 ? provider[node] : -1);
    for (let i = start[node]; i < start[node + 1]; i++) {
      records.person.push(person[node]);
      records.truth.push(truth[i]);
    }
  }
}

function countSameNumber({ truth, start, person }: KnownPartition, tally: Tally): void {
  for (let node = 0; node < person.length; node++) {
    const own = truth.subarray(start[node], start[node + 1]);
    add(tally, (own.length * (own.length - 1)) / 2, (sameIn(own, own) - own.length) / 2);
  }
}

function countJoined({ comparison, truth, start, person, majority }: KnownPartition, tallies: readonly Tally[]): void {
  const members = new Map<number, number[]>();
  for (let node = 0; node < person.length; node++) {
    if (majority[node] < 0) continue;
    const own = truth.subarray(start[node], start[node + 1]);
    const others = members.get(person[node]) ?? [];
    for (const other of others) {
      const theirs = truth.subarray(start[other], start[other + 1]);
      add(tallies[comparison.classOf(node, other)], own.length * theirs.length, sameIn(own, theirs));
    }
    if (others.push(node) === 1) members.set(person[node], others);
  }
}

function countCompared({ comparison, majority }: KnownPartition, tallies: readonly Tally[]): void {
  const { members, start } = candidates(comparison, []);
  for (let set = 0; set + 1 < start.length; set++) {
    const known = members.subarray(start[set], start[set + 1]).filter((node) => majority[node] >= 0);
    for (let i = 0; i < known.length; i++)
      for (let j = i + 1; j < known.length; j++) {
        const same = majority[known[i]] === majority[known[j]];
        add(tallies[comparison.classOf(known[i], known[j])], 1, same ? 1 : 0);
      }
  }
}

function tallies(size: number): Tally[] {
  return Array.from({ length: size }, () => ({ pairs: 0, correct: 0 }));
}

function add(tally: Tally, pairs: number, correct: number): void {
  tally.pairs += pairs;
  tally.correct += correct;
}

/** Pairs, one of each list, that are equal. */
function sameIn(a: Int32Array, b: Int32Array): number {
  let same = 0;
  for (const x of a) for (const y of b) if (x === y) same++;
  return same;
}
