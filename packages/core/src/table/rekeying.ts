import { KoppelError } from "../errors.ts";
import type { Generation } from "../store/generations.ts";
import { Sealer, type SealKeys } from "../store/sealer.ts";
import type { RekeyedPartition } from "../workers/rekey-task.ts";
import { LINK_DOMAIN, SEAL_DOMAIN, type OpenTable } from "./open-table.ts";
import { linkPassages } from "./passage.ts";
import { recordKeysOf, sealRecordKeys } from "./record-keys.ts";
import type { JobOptions } from "./results.ts";
import { commitRun, prepareRun } from "./run.ts";

/** What re-keying did. */
export interface Rekeying {
  /** The run that put the new contents in force; null where everything was under the primary versions already. */
  readonly run: number | null;
  /** Whether an earlier call was stopped, and this one went on where it was. */
  readonly resumed: boolean;
  readonly link: { readonly from: number; readonly to: number };
  readonly seal: { readonly from: readonly number[]; readonly to: number };
  /** What this call carried over. */
  readonly partitions: number;
  readonly statements: number;
  readonly deliveries: number;
  readonly seconds: number;
}

interface Carried {
  partitions: number;
  statements: number;
  deliveries: number;
}

/** Deliveries whose record keys are sealed again in one transaction. */
const DELIVERIES = 64;

/**
 * Carries the whole table to the primary link version, seals it under the primary seal version, and leaves nothing under the old ones.
 *
 * The new contents are a generation beside the one in force, made partition by partition; one small transaction puts it in force. So whenever
 * this is stopped, the table is whole in one or the other, and the next call goes on. O(statements and records), in the threads.
 *
 * @throws KoppelError TABLE_BUSY, TABLE_CHANGED; KeyringError VERSION_DISABLED
 */
export async function rekeyTable(table: OpenTable, options: JobOptions): Promise<Rekeying> {
  const clock = performance.now();
  const started = new Date();
  const { store, ring } = table;
  const to = { link: ring.domain(LINK_DOMAIN).primary, seal: ring.domain(SEAL_DOMAIN).primary };
  const { generation, linkVersion } = store.setup;
  const sealVersions = store.generations.sealed().filter((count) => count.generation === generation);
  const outcome = {
    link: { from: linkVersion, to: to.link },
    seal: { from: sealVersions.map(({ version }) => version), to: to.seal },
  };
  const carried: Carried = { partitions: 0, statements: 0, deliveries: 0 };
  const told = (): Omit<Rekeying, "run" | "resumed"> => ({
    ...outcome,
    ...carried,
    seconds: Math.round(performance.now() - clock) / 1000,
  });
  if (linkVersion === to.link && sealVersions.every(({ version }) => version === to.seal)) {
    sweep(table, [generation]);
    return { run: null, resumed: false, ...told() };
  }
  const { next, resumed } = begin(table, to);
  const job = { table, from: generation, next, options, carried };
  const result = await putInForce(job, started, (run) => ({ run, resumed, ...told() }));
  sweep(table, [next.id]);
  return { ...result, ...told() };
}

interface Job {
  readonly table: OpenTable;
  /** The generation in force when the job was begun. */
  readonly from: number;
  readonly next: Generation;
  readonly options: JobOptions;
  readonly carried: Carried;
}

/** The generation that is being made under these versions, or a new one in its place. */
function begin(
  table: OpenTable,
  to: { readonly link: number; readonly seal: number },
): { next: Generation; resumed: boolean } {
  const { store } = table;
  const { generation } = store.setup;
  const last = store.generations.all().at(-1)!;
  const resumed = last.id > generation && last.linkVersion === to.link && last.sealVersion === to.seal;
  const next = resumed ? last : table.atomically(() => store.generations.begin(to.link, to.seal));
  sweep(table, [generation, next.id]);
  return { next, resumed };
}

/** Makes what is missing, until nothing is: other runs may come in between. Then puts all of it in force. */
async function putInForce(job: Job, started: Date, tell: (run: number) => Rekeying): Promise<Rekeying> {
  const { table, next, options } = job;
  const { generations } = table.store;
  const isWhole = (): boolean => Object.values(generations.missing(next.id)).every(({ length }) => length === 0);
  for (;;) {
    carryDeliveries(job);
    await carryPartitions(job);
    options.signal?.throwIfAborted();
    const run = { ...prepareRun(table, "rekey"), started };
    if (!isWhole()) continue;
    const work = async (): Promise<Rekeying> => {
      checkInForce(job);
      if (!isWhole()) throw changed(table);
      generations.putInForce(next.id);
      return tell(run.id);
    };
    return commitRun(table, run, options, work, (result) => result);
  }
}

async function carryPartitions(job: Job): Promise<void> {
  const { table, next, options, carried } = job;
  const { store } = table;
  const { partitions } = store.generations.missing(next.id);
  const context = table.context();
  const seal = sealOf(job);
  const passages = linkPassages(table, next.linkVersion);
  const total = store.partitions().length;
  let done = total - partitions.length;
  const keep = (share: readonly RekeyedPartition[]): void => {
    checkInForce(job);
    const standing = new Map(store.partitions().map(({ partition, run }) => [partition, run]));
    // A partition that a run has written to since it was read is done again.
    const current = share.filter(({ row }) => standing.get(row.partition) === row.run);
    for (const { row, segments } of current) store.generations.addPartition(next.id, row, segments);
    store.partKeys.add(
      next.id,
      current.map(({ key }) => key),
    );
    carried.partitions += current.length;
    carried.statements += current.flatMap(({ segments }) => segments).reduce((sum, each) => sum + each.statements, 0);
  };
  await table.pool.runAll(
    "rekey",
    table.shares(partitions).map((share) => ({ context, partitions: share, passages, seal })),
    (share) => {
      table.atomically(() => keep(share));
      options.onProgress?.({ phase: "rekey", done: (done += share.length), total, unit: "partitions" });
    },
    options.signal,
  );
}

function carryDeliveries(job: Job): void {
  const { table, next, options, carried } = job;
  const { store } = table;
  const sealer = new Sealer(sealOf(job));
  const { deliveries } = store.generations.missing(next.id);
  for (let at = 0; at < deliveries.length; at += DELIVERIES) {
    options.signal?.throwIfAborted();
    table.atomically(() => {
      checkInForce(job);
      for (const delivery of deliveries.slice(at, at + DELIVERIES)) {
        const { key, sealed } = sealRecordKeys(sealer, delivery, recordKeysOf(table, delivery));
        store.generations.addRecordKeys(next.id, delivery, sealed);
        store.partKeys.add(next.id, [key]);
        carried.deliveries++;
      }
    });
  }
}

function sealOf({ table, next }: Job): SealKeys {
  return { ...table.seal, generation: next.id, primary: next.sealVersion };
}

/** @throws KoppelError TABLE_CHANGED where another process re-keyed the table meanwhile */
function checkInForce({ table, from }: Job): void {
  if (table.store.setup.generation !== from) throw changed(table);
}

function changed(table: OpenTable): KoppelError {
  return new KoppelError("TABLE_CHANGED", "the link table was re-keyed by another process meanwhile", {
    file: table.store.location,
    hint: "Try again.",
  });
}

/** Deletes what is of no generation that is to stay, and leaves nothing of it in the file or beside it. */
function sweep(table: OpenTable, kept: readonly number[]): void {
  const { store } = table;
  let more: boolean;
  do more = table.atomically(() => store.generations.prune(kept));
  while (more);
  store.emptyLog();
}
