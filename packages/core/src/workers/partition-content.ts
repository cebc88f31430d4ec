import { eraseRecords } from "../evidence/erasure.ts";
import type { Records } from "../evidence/records.ts";
import { ValueIndex } from "../evidence/value-index.ts";
import { byTextColumn, pickTexts, type ByTextColumn, type Texts } from "../evidence/texts.ts";
import { bequeathNumbers, type Numbers } from "../linking/persons.ts";
import { joinBlocks, type PartitionReader, type StoredPartition } from "../store/partition-reader.ts";

/** What a partition holds before a run adds to it. */
export interface PartitionContent extends StoredPartition {
  /** By statement that the run adds: the numbers of the one that it replaces, 0 where it replaces none. */
  readonly inherited?: Numbers;
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

/** Records that a run adds: their keys, by record the statement that it makes, and how many statements these are. */
export interface AddedRecords {
  readonly key: Uint32Array;
  readonly statementOf: Uint32Array;
  readonly statements: number;
}

/**
 * A partition as if records had never been delivered, but for the numbers of persons. What is erased and added again in the same run leaves
 * its numbers to the statement that it makes now: a corrected record is no reason for another number.
 *
 * @param keys of the records, `n * 4` words
 */
export function withoutRecords(content: PartitionContent, keys: Uint32Array, added: AddedRecords): PartitionContent {
  const { records, texts } = content.archive();
  const gone = new ValueIndex(keys);
  const left = eraseRecords(joinBlocks(content.blocks), records, (r) => gone.has(records.key, r));
  const heirs = heirsOf(records, new Set(left.rows), added);
  const { kept, inherited } = bequeathNumbers(content.numbers, left.rows, heirs, added.statements);
  return {
    ...content,
    blocks: [left.block],
    numbers: kept,
    inherited,
    archive: () => ({
      records: left.records,
      texts: byTextColumn((column) => pickTexts(texts[column], left.kept)),
    }),
  };
}

/** By statement that vanishes, as far as one of its records is added again: the statement that this makes now, which is heir of one only. */
function heirsOf(
  records: Records,
  stays: ReadonlySet<number>,
  { key, statementOf }: AddedRecords,
): ReadonlyMap<number, number> {
  const index = new ValueIndex(records.key);
  const heirs = new Map<number, number>();
  const taken = new Set<number>();
  for (const [r, heir] of statementOf.entries()) {
    const before = index.find(key, r);
    const row = before < 0 ? -1 : records.statement[before];
    if (row < 0 || stays.has(row) || heirs.has(row) || taken.has(heir)) continue;
    heirs.set(row, heir);
    taken.add(heir);
  }
  return heirs;
}
