import { allocateBlock, pickRows, WORDS, type Block } from "./block.ts";
import { compareValues } from "./dictionary.ts";
import { pickRecords, type Records } from "./records.ts";

/** What is left of statements and of the records that made them. */
export interface Remainder {
  readonly block: Block;
  readonly records: Records;
  /** Statements and records that stay, by their places before, ascending. */
  readonly rows: Int32Array;
  readonly kept: Int32Array;
}

/**
 * Takes records out; a statement that no record makes any more goes too, and one that stays says nothing of a record that went. O(records).
 *
 * @param isErased by place of the record
 */
export function eraseRecords(block: Block, records: Records, isErased: (record: number) => boolean): Remainder {
  const kept = Int32Array.from({ length: records.size }, (_, r) => r).filter((r) => !isErased(r));
  const makes = new Uint8Array(block.rows);
  for (const r of kept) makes[records.statement[r]] = 1;
  const rows = Int32Array.from({ length: block.rows }, (_, row) => row).filter((row) => makes[row] === 1);
  const rowOf = new Int32Array(block.rows);
  rows.forEach((row, to) => (rowOf[row] = to));
  const left = pickRecords(records, kept, rowOf);
  const target = allocateBlock(rows.length, block.typeMask);
  pickRows(block, rows, target);
  const first = new Int32Array(block.rows).fill(-1);
  for (let r = 0; r < records.size; r++) if (first[records.statement[r]] < 0) first[records.statement[r]] = r;
  describe(target, left, (row) => isErased(first[rows[row]]));
  return { block: target, records: left, rows, kept };
}

/** Makes statements as if only these records had ever made them; the line of another record is not known any more. */
function describe(
  block: Block,
  { size, key, statement, date, delivery }: Records,
  lostFirst: (row: number) => boolean,
): void {
  const known = new Uint8Array(block.rows);
  for (let r = 0; r < size; r++) {
    const row = statement[r];
    const [from, to] = [r * WORDS, row * WORDS];
    if (known[row] === 0) {
      block.date[row] = date[r];
      block.delivery[row] = delivery[r];
      if (lostFirst(row)) block.line[row] = 0;
    }
    if (known[row] === 0 || compareValues(key, from, block.record, to) < 0)
      block.record.set(key.subarray(from, from + WORDS), to);
    known[row] = 1;
  }
}
