import { KoppelError } from "../errors.ts";
import { WORDS } from "../evidence/block.ts";
import { byTextColumn, type ByTextColumn } from "../evidence/texts.ts";
import type { Verdicts } from "../linking/decisions.ts";
import { linkPartition } from "../linking/partition.ts";
import { numberPersons } from "../linking/persons.ts";
import { allocateRoster, makeRoster, type Roster } from "../linking/roster.ts";
import { joinBlocks } from "../store/partition-reader.ts";
import { findCases, type FoundCase } from "./found-cases.ts";
import { linkContextOf, readerOf, sourceOf, type TableContext } from "./table-context.ts";

export interface VerifyTask {
  readonly context: TableContext;
  readonly partitions: readonly number[];
  /** By partition, in the same order: what people decided about its local patients. */
  readonly verdicts: readonly Verdicts[];
}

/** What is found in a partition when all of it is derived again from its evidence. */
export interface VerifiedPartition {
  readonly partition: number;
  /** Why it cannot be opened, or null; the rest then says nothing. */
  readonly broken: string | null;
  readonly records: number;
  readonly persons: number;
  readonly localPatients: number;
  /** Own numbers of the statements. */
  readonly own: Uint32Array;
  /** Rows of each column of texts. */
  readonly texts: ByTextColumn<number>;
  /** Statements that do not bear the number which linking their birth group again gives. */
  readonly misplaced: number;
  /** Entries of the stored roster that linking again does not give, and the other way round. */
  readonly rosterDifference: number;
  /** Statements that the rows of segments tell of. */
  readonly statements: number;
  /** The questions found. */
  readonly cases: readonly FoundCase[];
}

/** Opens partitions and links them again from nothing but their evidence. */
export function verifyShare(task: VerifyTask): VerifiedPartition[] {
  return task.partitions.map((partition, i) => {
    try {
      return verifyPartition(task.context, partition, task.verdicts[i]);
    } catch (error) {
      if (!(error instanceof KoppelError) && !(error instanceof RangeError)) throw error;
      return {
        partition,
        broken: error.message,
        records: 0,
        persons: 0,
        localPatients: 0,
        own: new Uint32Array(0),
        texts: byTextColumn(() => 0),
        misplaced: 0,
        rosterDifference: 0,
        statements: 0,
        cases: [],
      };
    }
  });
}

function verifyPartition(context: TableContext, partition: number, verdicts: Verdicts): VerifiedPartition {
  const reader = readerOf(context);
  const stored = reader.read(partition);
  const block = joinBlocks(stored.blocks);
  const link = linkContextOf(context);
  const linked = linkPartition(block, link, verdicts, 0);
  const { own, person } = stored.numbers;
  const roster = makeRoster(block, linked, person, context.serviceNumber, allocateRoster(0));
  const derived =
    own.length === block.rows ? numberPersons(linked, stored.numbers).person : new Uint32Array(block.rows);
  return {
    partition,
    broken: null,
    records: reader.records(partition).records.size,
    persons: new Set(person).size,
    localPatients: linked.patients.size,
    own,
    texts: byTextColumn((column) => reader.texts(partition, column).rows),
    misplaced: derived.reduce((count, number, row) => count + (number === person[row] ? 0 : 1), 0),
    rosterDifference: differences(entriesOf(roster), entriesOf(stored.roster)),
    statements: stored.runs.reduce((sum, run) => sum + sourceOf(context).segmentStatements(partition, run), 0),
    cases: findCases(block, linked, person, context),
  };
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
