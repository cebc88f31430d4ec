import { WORDS } from "../../packages/core/src/evidence/block.ts";
import { textAt } from "../../packages/core/src/evidence/texts.ts";
import { PartitionReader } from "../../packages/core/src/store/partition-reader.ts";
import type { TestTable } from "./tables.ts";

/** Everything that lies in the segments of a table, opened: pseudonyms in the link table's own domain and record keys, 32 hex digits each, and record ids. */
export function segmentContent({ open: { store, sealer } }: TestTable): {
  values: Set<string>;
  recordIds: Set<string>;
} {
  const values = new Set<string>();
  const recordIds = new Set<string>();
  const reader = new PartitionReader(store, sealer);
  const take = (column: Uint32Array | undefined): void => {
    if (column === undefined) return;
    const bytes = Buffer.from(column.buffer, column.byteOffset, column.byteLength);
    for (let at = 0; at < column.length / WORDS; at++) values.add(bytes.toString("hex", at * 16, at * 16 + 16));
  };
  for (const { partition } of store.partitions()) {
    for (const block of reader.read(partition).blocks)
      for (const column of [...block.values, block.number, block.record]) take(column);
    const { records } = reader.records(partition);
    take(records.key);
    const ids = reader.texts(partition, "record_ids");
    for (let i = 0; i < records.size; i++) recordIds.add(textAt(ids, i));
  }
  return { values, recordIds };
}
