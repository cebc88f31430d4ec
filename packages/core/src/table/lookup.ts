import { WORDS } from "../evidence/block.ts";
import { recordKey } from "../evidence/record-key.ts";
import { KoppelError } from "../errors.ts";
import type { FoundPatient, FoundRecord } from "../workers/explain-task.ts";
import type { LocatedRecord } from "../workers/locate-task.ts";
import type { OpenTable } from "./open-table.ts";
import type { RecordName } from "./results.ts";

/** The local patients of persons, numbers of which are those before bridges. @param partitions where to look */
export async function findMembers(
  table: OpenTable,
  persons: readonly number[],
  partitions: readonly number[] = table.store.partitions().map(({ partition }) => partition),
): Promise<FoundPatient[]> {
  const context = table.context();
  const found: FoundPatient[] = [];
  const tasks = table.shares(partitions).map((share) => ({ context, partitions: share, persons }));
  await table.pool.runAll("members", tasks, (share) => found.push(...share));
  return found.toSorted((a, b) => a.partition - b.partition || a.patient - b.patient);
}

/** Records with what they were compared with, their own local patients first. @throws KoppelError RECORD_NOT_FOUND */
export async function findRecords(table: OpenTable, records: readonly RecordName[]): Promise<FoundRecord[]> {
  const keys = keysOf(records);
  const context = table.context();
  const found: FoundRecord[] = [];
  await table.pool.runAll(
    "explain",
    table.shares().map((partitions) => ({ context, partitions, keys })),
    (share) => found.push(...share),
  );
  return records.map((record, i) => {
    const match = found.find(({ index }) => index === i);
    if (match === undefined) throw notFound(record);
    return match;
  });
}

/** Where records are, in no order; one that is named twice is told once. @throws KoppelError RECORD_NOT_FOUND */
export async function locateRecords(table: OpenTable, records: readonly RecordName[]): Promise<LocatedRecord[]> {
  const keys = keysOf(records);
  const context = table.context();
  const located: LocatedRecord[] = [];
  await table.pool.runAll(
    "locate",
    table.shares().map((partitions) => ({ context, partitions, keys })),
    (share) => located.push(...share),
  );
  const known = new Set(located.map(({ index }) => nameOf(records[index])));
  for (const record of records) if (!known.has(nameOf(record))) throw notFound(record);
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

function notFound(record: RecordName): KoppelError {
  return new KoppelError("RECORD_NOT_FOUND", `there is no record ${nameOf(record)} in the link table`, {
    hint: "A record is named REGISTRY:PROVIDER:RECORD_ID, as in NKKR:H01:H01-0000001.",
  });
}

/** A record as REGISTRY:PROVIDER:RECORD. */
export function nameOf({ registry, provider, recordId }: RecordName): string {
  return `${registry}:${provider}:${recordId}`;
}
