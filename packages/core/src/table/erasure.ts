import { WORDS } from "../evidence/block.ts";
import { ValueIndex } from "../evidence/value-index.ts";
import type { PartKeyRow } from "../store/part-key.ts";
import type { LocatedRecord } from "../workers/locate-task.ts";
import { checkHolds } from "./legal-hold.ts";
import { keysOf, locateRecords, textsOf } from "./lookup.ts";
import type { OpenTable } from "./open-table.ts";
import { keepOutcome } from "./outcome.ts";
import { linkPartitions } from "./partition-linking.ts";
import { recordKeysOf, sealRecordKeys } from "./record-keys.ts";
import { checkReason } from "./reason.ts";
import { checkRequest } from "./requests.ts";
import type { RecordName } from "./results.ts";
import { commitRun, prepareRun, type RunOptions } from "./run.ts";
import { standingDecisions, TableVerdicts } from "./verdicts.ts";

/** What was erased, in numbers: nothing else is kept of it. */
export interface Erasure {
  readonly run: number;
  readonly records: number;
  /** Local patients of whom nothing is left; decisions do not name them any more. */
  readonly localPatients: number;
  readonly dryRun: boolean;
}

/** Why and how records are erased. */
export interface EraseOptions extends RunOptions {
  /** The patient's request that it follows from: open, for erasure, and naming all of the records. */
  readonly request?: number | undefined;
  /** Why; kept with the event. */
  readonly reason?: string | undefined;
}

/**
 * Erases records and all that rests on them, and links again what is left, in one run.
 *
 * @throws KoppelError RECORD_NOT_FOUND, LEGAL_HOLD, BAD_REASON, REQUEST_NOT_FOUND, REQUEST_CLOSED, OTHER_REQUEST
 */
export async function eraseRecordsOf(
  table: OpenTable,
  records: readonly RecordName[],
  options: EraseOptions,
): Promise<Erasure> {
  const { request, reason } = options;
  if (reason !== undefined) checkReason(reason);
  if (request !== undefined) checkRequest(table, request, "erasure", records);
  const run = prepareRun(table, "erase");
  const keys = keysOf(records);
  const located = await locateRecords(table, records);
  const work = async (): Promise<Erasure> => {
    await eraseLocated(table, located, keys, run.id, options);
    const dryRun = options.dryRun ?? false;
    return { run: run.id, records: located.length, localPatients: wholeOf(located).size, dryRun };
  };
  const tell = ({ records: erased, localPatients }: Erasure): object => ({
    records: erased,
    localPatients,
    ...(reason !== undefined && { reason: reason.trim() }),
  });
  const objects = request === undefined ? [] : [{ type: "request", id: String(request) } as const];
  return commitRun(table, run, options, work, tell, objects);
}

/**
 * Erases records inside a run, and links again what is left, all at once: threads see nothing that the run has written yet.
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
  const { erased, whole } = forgetRecords(table, located, keys);
  const job = { run, basis: table.standingBasis(), slabs: [], whole: [...new Set([...whole, ...others])], erased };
  keepOutcome(table, await linkPartitions(table, job, options), run);
}

/**
 * Takes records out of all that is kept beside the evidence. The deliveries concerned get new part keys, as partitions do when they are
 * linked again: what may be left anywhere of what was sealed with the old ones opens no more.
 *
 * @param returning keys of those records, and handles of those local patients, that come back in the same run: they stay known
 * @returns what is to be taken out of the evidence, and the partitions that are to be linked again for it
 * @throws KoppelError LEGAL_HOLD
 */
export function forgetRecords(
  table: OpenTable,
  located: readonly LocatedRecord[],
  keys: Uint32Array,
  returning: ReadonlySet<string> = new Set(),
): { readonly erased: ReadonlyMap<number, Uint32Array>; readonly whole: readonly number[] } {
  const { store } = table;
  const byDelivery = Map.groupBy(located, ({ delivery }) => delivery);
  checkHolds(table, new Set(byDelivery.keys()));
  const erased = new Map(
    [...Map.groupBy(located, ({ partition }) => partition)].map(([partition, own]) => [partition, pick(keys, own)]),
  );
  const stays = (id: string): boolean => returning.has(id);
  const gone = [...wholeOf(located)].filter((handle) => !stays(handle));
  const decided = new TableVerdicts(standingDecisions(store)).partitionsOf(new Set(gone));
  store.forgetPatients(gone);
  table.trail.subjects.forget([...gone, ...textsOf(pick(keys, located)).filter((key) => !stays(key))]);
  store.partKeys.set([...byDelivery].map(([delivery, own]) => forget(table, delivery, pick(keys, own))));
  return { erased, whole: [...new Set([...erased.keys(), ...decided])] };
}

/** Local patients of whom nothing is left. */
export function wholeOf(located: readonly LocatedRecord[]): Set<string> {
  return new Set(located.flatMap(({ handle, whole }) => (whole ? [handle] : [])));
}

/** Takes record keys out of those that a delivery keeps, so that it may bring the records again. @returns the delivery's new part key */
function forget(table: OpenTable, delivery: number, keys: Uint32Array): PartKeyRow {
  const known = new Uint32Array(Uint8Array.from(recordKeysOf(table, delivery)).buffer);
  const gone = new ValueIndex(keys);
  const kept = Array.from({ length: known.length / WORDS }, (_, i) => i).filter((i) => !gone.has(known, i));
  const left = new Uint32Array(kept.length * WORDS);
  kept.forEach((from, to) => left.set(known.subarray(from * WORDS, (from + 1) * WORDS), to * WORDS));
  const { key, sealed } = sealRecordKeys(table.sealer, delivery, new Uint8Array(left.buffer));
  table.store.setRecordKeys(delivery, sealed, kept.length);
  return key;
}

function pick(keys: Uint32Array, records: readonly LocatedRecord[]): Uint32Array {
  const picked = new Uint32Array(records.length * WORDS);
  records.forEach(({ index }, i) => picked.set(keys.subarray(index * WORDS, (index + 1) * WORDS), i * WORDS));
  return picked;
}
