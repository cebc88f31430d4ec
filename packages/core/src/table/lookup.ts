import { WORDS } from "../evidence/block.ts";
import { recordKey } from "../evidence/record-key.ts";
import { KoppelError } from "../errors.ts";
import type { LocatedRecord } from "../workers/locate-task.ts";
import type { FoundGroup, FoundPatient } from "../workers/patient-view.ts";
import type { OpenTable } from "./open-table.ts";
import type { RecordName } from "./results.ts";

/**
 * The local patients of persons, numbers of which are those before bridges.
 *
 * @param partitions where to look; @param provider number of the one whose patients are wanted, or all
 */
export async function findMembers(
  table: OpenTable,
  persons: readonly number[],
  partitions: readonly number[] = table.store.partitions().map(({ partition }) => partition),
  provider?: number,
): Promise<FoundPatient[]> {
  const context = table.context();
  const found: FoundPatient[] = [];
  const tasks = table.shares(partitions).map((share) => ({ context, partitions: share, persons, provider }));
  await table.pool.runAll("members", tasks, (share) => found.push(...share));
  return found.toSorted((a, b) => a.partition - b.partition || a.patient - b.patient);
}

/**
 * The local patients of persons and what they may have to do with, by birth group, and the local patients of other persons beside them;
 * numbers of all are those before bridges.
 */
export async function findGroups(
  table: OpenTable,
  persons: readonly number[],
  others: readonly number[],
): Promise<FoundGroup[]> {
  const context = table.context();
  const found: FoundGroup[] = [];
  const tasks = table.shares().map((partitions) => ({ context, partitions, persons, others }));
  await table.pool.runAll("explain", tasks, (share) => found.push(...share));
  return found.toSorted(({ patients: [a] }, { patients: [b] }) => a.partition - b.partition || a.patient - b.patient);
}

/** The number today, before bridges, of the person that has or had a number; 0 where none has. */
export async function currentNumber(table: OpenTable, number: number): Promise<number> {
  const context = table.context();
  const tasks = table.shares().map((partitions) => ({ context, partitions, number }));
  let current = 0;
  await table.pool.runAll("current", tasks, (found) => (current ||= found));
  return current;
}

/** Where records are, in no order; one that is named twice is told once. @throws KoppelError RECORD_NOT_FOUND */
export async function locateRecords(table: OpenTable, records: readonly RecordName[]): Promise<LocatedRecord[]> {
  const located = await locateKeys(table, keysOf(records));
  const known = new Set(located.map(({ index }) => nameOf(records[index])));
  for (const record of records) if (!known.has(nameOf(record))) throw notFound(record);
  return located;
}

/** Where records are, by their keys (`n * 4` words), in no order; those that are not there are left out. */
export async function locateKeys(table: OpenTable, keys: Uint32Array): Promise<LocatedRecord[]> {
  const context = table.context();
  const located: LocatedRecord[] = [];
  await table.pool.runAll(
    "locate",
    table.shares().map((partitions) => ({ context, partitions, keys })),
    (share) => located.push(...share),
  );
  return located;
}

/** Keys of records, `n * 4` words. */
export function keysOf(records: readonly RecordName[]): Uint32Array {
  const keys = new Uint32Array(records.length * WORDS);
  records.forEach(({ registry, provider, recordId }, i) =>
    keys.set(new Uint32Array(recordKey(registry, provider, recordId).buffer, 0, WORDS), i * WORDS),
  );
  return keys;
}

/** Keys of records as 32 hex digits each. */
export function textsOf(keys: Uint32Array): string[] {
  const bytes = Buffer.from(keys.buffer, keys.byteOffset, keys.byteLength);
  return Array.from({ length: keys.length / WORDS }, (_, i) => bytes.toString("hex", i * 16, (i + 1) * 16));
}

function notFound(record: RecordName): KoppelError {
  return new KoppelError("RECORD_NOT_FOUND", `there is no record ${nameOf(record)} in the link table`, {
    hint: "A record is named REGISTRY:PROVIDER:RECORD_ID, as in NKKR:H01:H01-0000001.",
  });
}

/** A record as REGISTRY:PROVIDER:RECORD. */
export function nameOf({ registry, provider, recordId }: RecordName): string {
  return `${registry}:${provider}:${recordId}`;
}
