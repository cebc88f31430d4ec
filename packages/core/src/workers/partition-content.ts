import { WORDS } from "../evidence/block.ts";
import { eraseRecords } from "../evidence/erasure.ts";
import type { Records } from "../evidence/records.ts";
import type { RecordIds } from "../intake/slab.ts";
import { keepNumbers } from "../linking/persons.ts";
import { joinBlocks, type PartitionReader, type StoredPartition } from "../store/partition-reader.ts";
import { pickRecordIds } from "../store/record-ids.ts";

/** What a partition holds before a run adds to it. */
export interface PartitionContent extends StoredPartition {
  /** Its records and their ids, which only a rewritten segment needs. */
  readonly archive: () => { readonly records: Records; readonly ids: RecordIds };
}

/** A partition as it is stored. */
export function storedContent(reader: PartitionReader, partition: number): PartitionContent {
  const archive = (): ReturnType<PartitionContent["archive"]> => ({
    records: reader.records(partition).records,
    ids: reader.recordIds(partition),
  });
  return { ...reader.read(partition), archive };
}

/**
 * A partition as if records had never been delivered, but for the numbers of persons.
 *
 * @param keys of the records, `n * 4` words
 */
export function withoutRecords(content: PartitionContent, keys: Uint32Array): PartitionContent {
  const { records, ids } = content.archive();
  const text = (column: Uint32Array, i: number): string => column.subarray(i * WORDS, (i + 1) * WORDS).join();
  const gone = new Set(Array.from({ length: keys.length / WORDS }, (_, i) => text(keys, i)));
  const left = eraseRecords(joinBlocks(content.blocks), records, (r) => gone.has(text(records.key, r)));
  return {
    ...content,
    blocks: [left.block],
    numbers: keepNumbers(content.numbers, left.rows),
    archive: () => ({ records: left.records, ids: pickRecordIds(ids, left.kept) }),
  };
}
