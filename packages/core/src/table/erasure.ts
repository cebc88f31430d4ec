import { WORDS } from "../evidence/block.ts";
import type { PartKeyRow } from "../store/part-key.ts";
import type { LocatedRecord } from "../workers/locate-task.ts";
import { keysOf, locateRecords, textsOf } from "./lookup.ts";
import type { OpenTable } from "./open-table.ts";
import { keepOutcome } from "./outcome.ts";
import { linkPartitions } from "./partition-linking.ts";
import { recordKeysOf, sealRecordKeys } from "./record-keys.ts";
import type { RecordName } from "./results.ts";
import { commitRun, prepareRun, type RunOptions } from "./run.ts";
import { standingDecisions, TableVerdicts } from "./verdicts.ts";

/** What was erased, in numbers: nothing else is kept of it. */
export interface Erasure {
  readonly run: number;
  readonly records: number;
  /** Local patients of whom nothing is left; decisions do not name them any more. */
  readonly localPatients: number;
}

/** Erases records and all that rests on them, and links again what is left, in one run. @throws KoppelError RECORD_NOT_FOUND */
export async function eraseRecordsOf(
  table: OpenTable,
  records: readonly RecordName[],
  options: RunOptions,
): Promise<Erasure> {
  const run = prepareRun(table, "erase");
  const keys = keysOf(records);
  const located = await locateRecords(table, records);
  const work = async (): Promise<Erasure> => {
    await eraseLocated(table, located, keys, run.id, options);
    return { run: run.id, records: located.length, localPatients: wholeOf(located).size };
  };
  return commitRun(table, run, options, work, ({ records: erased, localPatients }) => ({
    records: erased,
    localPatients,
  }));
}

/**
 * Erases records inside a run, and links again what is left, all at once: threads see nothing that the run has written yet. All that was
 * sealed of the partitions and deliveries concerned gets a new key, and the old one goes: what may be left of it anywhere opens no more.
 *
 * @param located where they are; @param keys their keys, `n * 4` words; @param others partitions to be linked again besides
 */
export async function eraseLocated(
  table: OpenTable,
  located: readonly LocatedRecord[],
  keys: Uint32Array,
  run: number,
  options: RunOptions,
  others: Iterable<number> = [],
): Promise<void> {
  const { store } = table;
  const erased = new Map(
    [...Map.groupBy(located, ({ partition }) => partition)].map(([partition, own]) => [partition, pick(keys, own)]),
  );
  const gone = wholeOf(located);
  const decided = new TableVerdicts(standingDecisions(store)).partitionsOf(gone);
  store.forgetPatients([...gone]);
  table.trail.subjects.forget([...gone, ...textsOf(pick(keys, located))]);
  const deliveries = [...Map.groupBy(located, (record) => record.delivery)];
  store.partKeys.set(deliveries.map(([delivery, own]) => forget(table, delivery, pick(keys, own))));
  const whole = [...new Set([...erased.keys(), ...decided, ...others])];
  const job = { run, basis: table.standingBasis(), slabs: [], whole, erased };
  keepOutcome(table, await linkPartitions(table, job, options), run);
}

/** Local patients of whom nothing is left. */
function wholeOf(located: readonly LocatedRecord[]): Set<string> {
  return new Set(located.flatMap(({ handle, whole }) => (whole ? [handle] : [])));
}

/** Takes record keys out of those that a delivery keeps, so that it may bring the records again. @returns the delivery's new part key */
function forget(table: OpenTable, delivery: number, keys: Uint32Array): PartKeyRow {
  const known = new Uint32Array(Uint8Array.from(recordKeysOf(table, delivery)).buffer);
  const text = (column: Uint32Array, i: number): string => column.subarray(i * WORDS, (i + 1) * WORDS).join();
  const gone = new Set(Array.from({ length: keys.length / WORDS }, (_, i) => text(keys, i)));
  const kept = Array.from({ length: known.length / WORDS }, (_, i) => i).filter((i) => !gone.has(text(known, i)));
  const left = new Uint32Array(kept.length * WORDS);
  kept.forEach((from, to) => left.set(known.subarray(from * WORDS, (from + 1) * WORDS), to * WORDS));
  const { key, sealed } = sealRecordKeys(table.sealer, delivery, new Uint8Array(left.buffer));
  table.store.setRecordKeys(delivery, sealed, kept.length);
  return key;
}

function pick(keys: Uint32Array, records: readonly LocatedRecord[]): Uint32Array {
  return Uint32Array.from(records.flatMap(({ index }) => [...keys.subarray(index * WORDS, (index + 1) * WORDS)]));
}
