import { allocateBlock, HAS_NUMBER, pickRows, WORDS, type Block } from "./block.ts";
import { compareValues, sameValue, tableSize } from "./dictionary.ts";

/**
 * What providers say of local patients, each thing once: a patient who comes ten times and is registered alike ten times makes one
 * statement. Linking rests on statements alone, so it reads and keeps a fraction of what was delivered.
 *
 * Records of one patient number are one statement when all their values are the same; a record without a number is a local patient of
 * its own, and so a statement of its own. A statement's row is that of its first record, but for `record`, the smallest key of all. O(records).
 *
 * @param providerOf by delivery: number of the provider
 * @returns the statements in order of first appearance, and for each record the row of its statement
 */
export function statementsOf(block: Block, providerOf: Int32Array): { statements: Block; statementOf: Uint32Array } {
  const statementOf = new Uint32Array(block.rows);
  const firstRow = new Int32Array(block.rows);
  const smallest = new Int32Array(block.rows);
  const slots = new Int32Array(tableSize(block.rows));
  const mask = slots.length - 1;
  const columns = block.values.filter((column) => column !== undefined);
  let size = 0;
  for (let row = 0; row < block.rows; row++) {
    let statement = size;
    if (block.present[row] & HAS_NUMBER) {
      let slot = hashOf(block.number, columns, row) & mask;
      while (slots[slot] !== 0 && !saysTheSame(block, columns, providerOf, firstRow[slots[slot] - 1], row))
        slot = (slot + 1) & mask;
      if (slots[slot] === 0) slots[slot] = size + 1;
      else statement = slots[slot] - 1;
    }
    if (statement === size) {
      firstRow[size] = row;
      smallest[size++] = row;
    } else if (compareValues(block.record, row * WORDS, block.record, smallest[statement] * WORDS) < 0)
      smallest[statement] = row;
    statementOf[row] = statement;
  }
  return { statements: pick(block, firstRow.subarray(0, size), smallest), statementOf };
}

function hashOf(number: Uint32Array, columns: readonly Uint32Array[], row: number): number {
  let hash = number[row * WORDS];
  for (const column of columns) hash = Math.imul(hash, 31) ^ column[row * WORDS];
  return hash;
}

function saysTheSame(
  block: Block,
  columns: readonly Uint32Array[],
  providerOf: Int32Array,
  a: number,
  b: number,
): boolean {
  return (
    block.present[a] === block.present[b] &&
    sameValue(block.number, a * WORDS, block.number, b * WORDS) &&
    providerOf[block.delivery[a]] === providerOf[block.delivery[b]] &&
    // Missing values are zero on both sides.
    columns.every((column) => sameValue(column, a * WORDS, column, b * WORDS))
  );
}

function pick(block: Block, rows: Int32Array, smallest: Int32Array): Block {
  const picked = allocateBlock(rows.length, block.typeMask);
  pickRows(block, rows, picked);
  for (let to = 0; to < rows.length; to++)
    for (let word = 0; word < WORDS; word++)
      picked.record[to * WORDS + word] = block.record[smallest[to] * WORDS + word];
  return picked;
}
