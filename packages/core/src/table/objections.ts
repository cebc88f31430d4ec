import { readBlock, WORDS, type Block } from "../evidence/block.ts";
import { carryBlock } from "../evidence/passage.ts";
import { KoppelError } from "../errors.ts";
import { checkManifest } from "../intake/manifest-file.ts";
import { handleText } from "../linking/handles.ts";
import { findObjectors } from "../objections/objectors.ts";
import { rowsWhere, sealTombstone, signsOf, type Tombstone } from "../objections/tombstone.ts";
import { joinBlocks } from "../store/partition-reader.ts";
import type { ObjectionRow } from "../store/objection-store.ts";
import type { ObjectorSigns, PickedStatements } from "../workers/objector-task.ts";
import { eraseLocated } from "./erasure.ts";
import { checkLattice, readAll, type Read } from "./intake.ts";
import { locateKeys } from "./lookup.ts";
import { objectorContext } from "./objection-screen.ts";
import type { OpenTable } from "./open-table.ts";
import { tombstonePassages } from "./passage.ts";
import { policyOf, type ObjectionPolicy } from "./objection-policy.ts";
import { commitRun, prepareRun, type RunOptions } from "./run.ts";

/** What taking objections, or their withdrawals, did. */
export interface ObjectionResult {
  readonly run: number;
  /** Patients in the files. */
  readonly patients: number;
  /** Objections that are new; those that stood already are not. */
  readonly objections: number;
  readonly withdrawn: number;
  /** Records that were erased. */
  readonly erased: number;
  readonly dryRun: boolean;
}

/** A patient in a file of objections: his rows, in the domain of tombstones. */
interface Message {
  readonly rows: Tombstone;
  readonly handle: string;
  readonly partition: number;
  readonly provider: number;
  /** The registry; null for all. */
  readonly registry: number | null;
  readonly withdrawn: boolean;
}

/**
 * Takes in who objects, or withdraws an objection, in one run: from now on it is honoured in every delivery, and what the policies of the
 * registries say is done to what is there.
 *
 * @throws KoppelError WRONG_KIND and what reading a delivery throws
 */
export async function takeObjections(
  table: OpenTable,
  paths: readonly string[],
  options: RunOptions,
): Promise<ObjectionResult> {
  const run = prepareRun(table, "object");
  const messages = await readMessages(table, paths, options);
  const work = async (): Promise<ObjectionResult> => {
    const relinked = new Set<number>();
    const gone: Uint32Array[] = [];
    let objections = 0;
    let withdrawn = 0;
    for (const message of messages) {
      const standing = table.store.objections.of(message.handle).filter((row) => isOf(row, message));
      if (message.withdrawn) {
        for (const row of standing) for (const partition of end(table, row, run.started)) relinked.add(partition);
        withdrawn += standing.length;
      } else if (standing.length === 0) {
        const done = await object(table, message, run);
        for (const partition of done.partitions) relinked.add(partition);
        gone.push(done.gone);
        objections++;
      }
    }
    const keys = Uint32Array.from(gone.flatMap((each) => [...each]));
    const located = await locateKeys(table, keys);
    await eraseLocated(table, located, keys, run.id, options, relinked);
    const dryRun = options.dryRun ?? false;
    return { run: run.id, patients: messages.length, objections, withdrawn, erased: located.length, dryRun };
  };
  return commitRun(table, run, options, work, ({ objections, withdrawn, erased }) => ({
    objections,
    withdrawn,
    erased,
  }));
}

/** Ends an objection from this moment on. @returns partitions in which somebody need not stay alone any more */
function end({ store }: OpenTable, { id, unlinked }: ObjectionRow, at: Date): number[] {
  const freed = unlinked ? store.objections.patients(id).map(({ partition }) => partition) : [];
  store.objections.end(id, at.toISOString());
  return freed;
}

/** Records an objection. @returns partitions in which somebody stays alone from now on, and keys of records to be erased */
async function object(
  table: OpenTable,
  message: Message,
  run: { readonly id: number; readonly started: Date },
): Promise<{ partitions: number[]; gone: Uint32Array }> {
  const { store, ring, setup } = table;
  const known = await evidenceOf(table, message);
  const policies = registriesOf(table, message).map((id) => ({ id, policy: policyOf(table, id) }));
  const unlinked = policies.some(({ policy }) => policy === "stop-and-unlink");
  const { registry, provider } = message;
  const id = store.objections.add({ registry, provider, run: run.id, since: run.started.toISOString(), unlinked });
  const byPartition = Map.groupBy(known, ({ partition }) => partition);
  const partitions = new Set([message.partition, ...byPartition.keys()]);
  for (const partition of partitions) {
    const blocks = (byPartition.get(partition) ?? []).map(({ block }) => block);
    const rows = joinBlocks(partition === message.partition ? [message.rows, ...blocks] : blocks);
    const sealed = sealTombstone(ring, rows, `${setup.table}|${id}|${partition}`);
    store.objections.addTombstone({ objection: id, partition, sealed });
    for (let row = 0; row < rows.rows; row++)
      store.objections.addPatient(id, { handle: handleText(rows.handle, row), partition });
  }
  const erasing = new Set(policies.flatMap((each) => (each.policy === "stop-and-erase" ? [each.id] : [])));
  return { partitions: unlinked ? [...byPartition.keys()] : [], gone: keysIn(table, known, erasing) };
}

/** What the table holds of a patient: statements of the persons in which a record of his is. */
async function evidenceOf(
  table: OpenTable,
  { rows, handle }: Message,
): Promise<(PickedStatements & { readonly block: Block })[]> {
  const signs = signsOf(rows, tombstonePassages(table));
  const near = await pick(table, signs, []);
  if (near.length === 0) return [];
  const found = joinBlocks(near.map(({ block }) => block));
  const own = Uint8Array.from({ length: found.rows }, (_, row) => Number(handleText(found.handle, row) === handle));
  // Where the table knows the very patient, it knows which others he is.
  const objects = own.includes(1) ? own : findObjectors(rows, found, objectorContext(table));
  const persons = new Set(near.flatMap(({ person }) => [...person]).filter((_, row) => objects[row] === 1));
  const none = { ...signs, groups: new Uint32Array(0), numbers: new Uint32Array(0) };
  return persons.size === 0 ? [] : pick(table, none, throughBridges(table, persons));
}

async function pick(
  table: OpenTable,
  signs: ObjectorSigns,
  persons: readonly number[],
): Promise<(PickedStatements & { readonly block: Block })[]> {
  const context = table.context();
  const picked: (PickedStatements & { readonly block: Block })[] = [];
  await table.pool.runAll(
    "pickEvidence",
    table.shares().map((partitions) => ({ context, partitions, signs, persons })),
    (share) => picked.push(...share.map((each) => ({ ...each, block: readBlock(each.bytes) }))),
  );
  return picked.toSorted((a, b) => a.partition - b.partition);
}

/** Persons, and those that are one with them over birth groups. */
function throughBridges({ store }: OpenTable, persons: ReadonlySet<number>): number[] {
  const bridges = store.bridges();
  const kept = (person: number): number => bridges.get(person) ?? person;
  const wanted = new Set([...persons].map(kept));
  return [...new Set([...persons, ...wanted, ...[...bridges.keys()].filter((person) => wanted.has(kept(person)))])];
}

/** Keys of the records that were delivered for registries, `n * 4` words. */
function keysIn(
  { store }: OpenTable,
  known: readonly PickedStatements[],
  registries: ReadonlySet<number>,
): Uint32Array {
  const registryOf = new Map(store.deliveries().map(({ id, registry }) => [id, registry]));
  return Uint32Array.from(
    known.flatMap(({ keys, deliveries }) =>
      Array.from(deliveries, (delivery, r) => (registries.has(registryOf.get(delivery)!) ? r : -1))
        .filter((r) => r >= 0)
        .flatMap((r) => [...keys.subarray(r * WORDS, (r + 1) * WORDS)]),
    ),
  );
}

async function readMessages(table: OpenTable, paths: readonly string[], options: RunOptions): Promise<Message[]> {
  // Their rows are never stored, so they may bear a number that no delivery has.
  const read = await readAll(table, paths, 0, options, "objection");
  await checkLattice(table, read, options);
  for (const { delivery, sha256, records } of read)
    checkManifest(delivery.input.path, delivery.manifest, sha256, records);
  return read.flatMap((each) => messagesIn(table, each));
}

function messagesIn(table: OpenTable, { delivery, slabs }: Read): Message[] {
  const { manifest, input } = delivery;
  const provider = table.store.providers().find(({ name }) => name === manifest.provider)!.id;
  const registry = table.store.registries().find(({ name }) => name === manifest.registry)!.id;
  const { scope, withdrawn } = manifest.objection!;
  const passages = tombstonePassages(table);
  return slabs.flatMap((slab) => {
    const block = rowsWhere(readBlock(slab.bytes), () => true);
    carryBlock(block, block.rows, passages);
    block.delivery.fill(provider);
    const names = Array.from({ length: block.rows }, (_, row) => handleText(block.handle, row));
    return [...Map.groupBy(names.keys(), (row) => names[row])].map(([handle, rows]) => {
      const [first] = rows;
      const partition = slab.offsets.findLastIndex((start) => start <= first);
      if (partition < 0) throw new KoppelError("EMPTY_FILE", "there is no record", { file: input.path, line: 1 });
      const own = rowsWhere(block, (row) => names[row] === handle);
      return { rows: own, handle, partition, provider, registry: scope === "all" ? null : registry, withdrawn };
    });
  });
}

function registriesOf({ store }: OpenTable, { registry }: Message): number[] {
  return registry === null ? store.registries().map(({ id }) => id) : [registry];
}

/** Whether a standing objection is the one that a message is about. */
function isOf({ registry, provider, until }: ObjectionRow, message: Message): boolean {
  return until === null && registry === message.registry && provider === message.provider;
}

/** Objections to one registry, or to all. */
export interface ObjectionCount {
  /** Null: to all registries. */
  readonly registry: string | null;
  /** What they do; null for those to all registries, each of which has its own. */
  readonly policy: ObjectionPolicy | null;
  readonly standing: number;
  readonly withdrawn: number;
}

/** How many objections there are. */
export function objectionCounts(table: OpenTable): ObjectionCount[] {
  const all = table.store.objections.all();
  const count = (registry: number | null): Pick<ObjectionCount, "standing" | "withdrawn"> => {
    const own = all.filter((row) => row.registry === registry);
    const standing = own.filter(({ until }) => until === null).length;
    return { standing, withdrawn: own.length - standing };
  };
  return [
    { registry: null, policy: null, ...count(null) },
    ...table.store.registries().map(({ id, name }) => ({ registry: name, policy: policyOf(table, id), ...count(id) })),
  ];
}
