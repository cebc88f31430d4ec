import { WORDS } from "../evidence/block.ts";
import { eraseRecords } from "../evidence/erasure.ts";
import type { Records } from "../evidence/records.ts";
import { byTextColumn, pickTexts, type ByTextColumn, type Texts } from "../evidence/texts.ts";
import { keepNumbers } from "../linking/persons.ts";
import { joinBlocks, type PartitionReader, type StoredPartition } from "../store/partition-reader.ts";

/** What a partition holds before a run adds to it. */
export interface PartitionContent extends StoredPartition {
  /** Its records and their texts, which only a rewritten segment needs. */
  readonly archive: () => { readonly records: Records; readonly texts: ByTextColumn<Texts> };
}

/** A partition as it is stored. */
export function storedContent(reader: PartitionReader, partition: number): PartitionContent {
  const archive = (): ReturnType<PartitionContent["archive"]> => ({
    records: reader.records(partition).records,
    texts: byTextColumn((column) => reader.texts(partition, column)),
  });
  return { ...reader.read(partition), archive };
}

/**
 * A partition as if records had never been delivered, but for the numbers of persons.
 *
 * @param keys of the records, `n * 4` words
 */
export function withoutRecords(content: PartitionContent, keys: Uint32Array): PartitionContent {
  const { records, texts } = content.archive();
  const text = (column: Uint32Array, i: number): string => column.subarray(i * WORDS, (i + 1) * WORDS).join();
  const gone = new Set(Array.from({ length: keys.length / WORDS }, (_, i) => text(keys, i)));
  const left = eraseRecords(joinBlocks(content.blocks), records, (r) => gone.has(text(records.key, r)));
  return {
    ...content,
    blocks: [left.block],
    numbers: keepNumbers(content.numbers, left.rows),
    archive: () => ({
      records: left.records,
      texts: byTextColumn((column) => pickTexts(texts[column], left.kept)),
    }),
  };
}
