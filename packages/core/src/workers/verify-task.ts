import { linkPartition } from "../linking/partition.ts";
import { KoppelError } from "../errors.ts";
import { WORDS } from "../evidence/block.ts";
import { allocateRoster, makeRoster, type Roster } from "../linking/roster.ts";
import { joinBlocks } from "../store/partition-reader.ts";
import { caseKeys } from "./found-cases.ts";
import { linkContextOf, readerOf, type TableContext } from "./table-context.ts";

export interface VerifyTask {
  readonly context: TableContext;
  readonly partitions: readonly number[];
}

/** What is found in a partition when all of it is derived again from its evidence. */
export interface VerifiedPartition {
  readonly partition: number;
  /** Why it cannot be opened, or null; the rest then says nothing. */
  readonly broken: string | null;
  readonly records: number;
  readonly persons: number;
  readonly localPatients: number;
  readonly highestPerson: number;
  readonly recordIds: number;
  /** Statements whose person is not the one that linking their birth group again gives. */
  readonly misplaced: number;
  /** Entries of the stored roster that linking again does not give, and the other way round. */
  readonly rosterDifference: number;
  /** Keys of the questions found, hex. */
  readonly cases: readonly string[];
}

/** Opens partitions and links them again from nothing but their evidence. */
export function verifyShare(task: VerifyTask): VerifiedPartition[] {
  return task.partitions.map((partition) => {
    try {
      return verifyPartition(task.context, partition);
    } catch (error) {
      if (!(error instanceof KoppelError) && !(error instanceof RangeError)) throw error;
      return {
        partition,
        broken: error.message,
        records: 0,
        persons: 0,
        localPatients: 0,
        highestPerson: 0,
        recordIds: 0,
        misplaced: 0,
        rosterDifference: 0,
        cases: [],
      };
    }
  });
}

function verifyPartition(context: TableContext, partition: number): VerifiedPartition {
  const reader = readerOf(context);
  const stored = reader.read(partition);
  const block = joinBlocks(stored.blocks);
  const link = linkContextOf(context);
  const linked = linkPartition(block, link, 0);
  const roster = makeRoster(block, linked, stored.person, context.serviceNumber, allocateRoster(0));
  const clusterOf = (row: number): number => linked.cluster[linked.patients.ofRow[row]];
  return {
    partition,
    broken: null,
    records: reader.records(partition).records.size,
    persons: new Set(stored.person).size,
    localPatients: linked.patients.size,
    highestPerson: stored.person.reduce((highest, number) => Math.max(highest, number), 0),
    recordIds: reader.recordIds(partition).offsets.length - 1,
    misplaced: stored.person.length === block.rows ? countMisplaced(stored.person, clusterOf) : block.rows,
    rosterDifference: differences(entriesOf(roster), entriesOf(stored.roster)),
    cases: caseKeys(linked, block, context).map((key) => Buffer.from(key).toString("hex")),
  };
}

/** Statements for which person and cluster do not stand for each other. */
function countMisplaced(person: Uint32Array, clusterOf: (row: number) => number): number {
  const clusterOfPerson = new Map<number, number>();
  const personOfCluster = new Map<number, number>();
  let misplaced = 0;
  for (let row = 0; row < person.length; row++) {
    const cluster = clusterOf(row);
    if (!clusterOfPerson.has(person[row])) clusterOfPerson.set(person[row], cluster);
    if (!personOfCluster.has(cluster)) personOfCluster.set(cluster, person[row]);
    if (clusterOfPerson.get(person[row]) !== cluster || personOfCluster.get(cluster) !== person[row]) misplaced++;
  }
  return misplaced;
}

/** The entries of a roster as texts: kind, provider, number and person. */
function entriesOf({ size, kind, provider, value, person }: Roster): string[] {
  const number = (i: number): string => value.subarray(i * WORDS, (i + 1) * WORDS).join();
  return Array.from({ length: size }, (_, i) => `${kind[i]}|${provider[i]}|${number(i)}|${person[i]}`);
}

function differences(derived: readonly string[], stored: readonly string[]): number {
  const left = new Set(derived);
  const right = new Set(stored);
  const missing =
    [...left].filter((entry) => !right.has(entry)).length + [...right].filter((entry) => !left.has(entry)).length;
  return missing + Math.abs(derived.length - left.size - (stored.length - right.size));
}
