import { TAKES_PART, WORDS, type Block } from "../evidence/block.ts";
import { findDuplicates } from "./duplicates.ts";

/** Which records of a delivery are taken. */
export interface Admission {
  /** Lines of records that were delivered before. */
  readonly duplicates: readonly number[];
  /** Keys of the records taken, 16 bytes each. */
  readonly recordKeys: Uint8Array;
}

/** Takes out of the blocks, where they lie, the records that were delivered before, and gives the keys of the others. O(records). */
export function admitRecords(blocks: readonly Block[], earlier: readonly Uint32Array[]): Admission {
  const refused = findDuplicates(blocks, earlier);
  for (const { block, row } of refused) blocks[block].present[row] &= ~TAKES_PART;
  const keys = new Uint32Array(blocks.reduce((sum, { rows }) => sum + rows, 0) * WORDS);
  let at = 0;
  for (const { rows, record, present } of blocks) {
    for (let row = 0; row < rows; row++) {
      if ((present[row] & TAKES_PART) === 0) continue;
      for (let word = 0; word < WORDS; word++) keys[at++] = record[row * WORDS + word];
    }
  }
  const duplicates = refused.map(({ block, row }) => blocks[block].line[row]);
  return { duplicates, recordKeys: new Uint8Array(keys.buffer, 0, at * 4) };
}
