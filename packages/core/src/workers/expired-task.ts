import { NO_DATE, WORDS } from "../evidence/block.ts";
import { joinWords } from "../evidence/words.ts";
import { readerOf, type TableContext } from "./table-context.ts";

/** What is too old, by delivery. */
export interface ExpiredTask {
  readonly context: TableContext;
  readonly partitions: readonly number[];
  /** The first day that is kept of records with a date; `NO_DATE` where all are. */
  readonly firstKept: Int32Array;
  /** 1 where records without a date are too old: the delivery is. */
  readonly undated: Uint8Array;
}

/** Keys of the records that have had their term, `n * 4` words. O(records). */
export function expiredShare({ context, partitions, firstKept, undated }: ExpiredTask): Uint32Array {
  const reader = readerOf(context);
  const parts = partitions.map((partition) => {
    const { size, key, date, delivery } = reader.records(partition).records;
    const keys = new Uint32Array(size * WORDS);
    let at = 0;
    for (let r = 0; r < size; r++) {
      const of = delivery[r];
      if (date[r] === NO_DATE ? undated[of] === 0 : date[r] >= firstKept[of]) continue;
      for (let word = 0; word < WORDS; word++) keys[at++] = key[r * WORDS + word];
    }
    return keys.subarray(0, at);
  });
  return joinWords(parts);
}
