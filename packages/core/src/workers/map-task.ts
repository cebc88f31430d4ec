import { translateColumn } from "@koppel/keyring";

import { HAS_NUMBER, WORDS, type Block } from "../evidence/block.ts";
import { dictionary } from "../evidence/dictionary.ts";
import { joinBlocks } from "../store/partition-reader.ts";
import { readerOf, type TableContext } from "./table-context.ts";

/** Values of one type to be mapped. */
export interface MapTask {
  readonly context: TableContext;
  readonly partitions: readonly number[];
  /** Whose records count. */
  readonly deliveries: ReadonlySet<number>;
  /** The type by number, or -1 for patient numbers. */
  readonly type: number;
  /** Its key in the link domain, and those of the registry's old and new version. */
  readonly link: Uint8Array;
  readonly from: Uint8Array;
  readonly to: Uint8Array;
}

/** Distinct values of some partitions under two key versions, 16 bytes each, in the same order. */
export interface MappedValues {
  readonly old: Uint8Array<ArrayBuffer>;
  readonly renewed: Uint8Array<ArrayBuffer>;
}

/** Finds the values of one type that records of some deliveries have, under both versions. What lies between is wiped. O(records). */
export function mapShare({ context, partitions, deliveries, type, link, from, to }: MapTask): MappedValues {
  const bit = type < 0 ? HAS_NUMBER : 1 << type;
  const found = partitions.flatMap((partition) => {
    const { records } = readerOf(context).records(partition);
    const block = joinBlocks(readerOf(context).read(partition).blocks);
    const said = new Uint16Array(block.rows);
    for (let r = 0; r < records.size; r++)
      if (deliveries.has(records.delivery[r])) said[records.statement[r]] = block.present[records.statement[r]];
    const column = type < 0 ? block.number : block.values[type];
    return column === undefined ? [] : [distinctOf(column, said, bit)];
  });
  const old = new Uint8Array(Buffer.concat(found));
  const renewed = translateColumn(link, to, old) as Uint8Array<ArrayBuffer>;
  translateColumn(link, from, old, old);
  return { old, renewed };
}

/** The values of a column that rows have, each once, as bytes. */
function distinctOf(column: Block["number"], said: Uint16Array, bit: number): Uint8Array {
  const { firstRow } = dictionary(column, said, bit);
  const values = new Uint32Array(firstRow.length * WORDS);
  firstRow.forEach((row, i) => values.set(column.subarray(row * WORDS, (row + 1) * WORDS), i * WORDS));
  return new Uint8Array(values.buffer);
}
