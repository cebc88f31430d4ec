import { TAKES_PART, WORDS, type Block } from "../evidence/block.ts";
import { RowTable } from "./row-table.ts";

/**
 * Finds records whose key occurs twice in a delivery, or in an earlier one of the same registry and provider; the first by line stays.
 * O(records), and a sort of those found.
 *
 * @param earlier record keys of the earlier deliveries, `keys * 4` words each
 * @returns block and row of the records to refuse
 */
export function findDuplicates(
  blocks: readonly Block[],
  earlier: readonly Uint32Array[],
): { block: number; row: number }[] {
  const keys = [...earlier, ...blocks.map((block) => block.record)];
  const known = earlier.reduce((sum, record) => sum + record.length / WORDS, 0);
  const table = new RowTable(keys, known + rowsOf(blocks));
  earlier.forEach((record, b) => {
    for (let row = 0; row < record.length / WORDS; row++) table.seen(b, row);
  });
  const refused: { block: number; row: number }[] = [];
  for (const [b, block] of blocks.entries()) {
    for (let row = 0; row < block.rows; row++) {
      if ((block.present[row] & TAKES_PART) === 0 || !table.seen(earlier.length + b, row)) continue;
      refused.push({ block: b, row });
    }
  }
  return refused.length === 0 ? refused : laterLines(blocks, refused);
}

/** Of all records that bear a key found twice, those that are not its first by line: partitions have changed the order of rows. */
function laterLines(
  blocks: readonly Block[],
  found: readonly { block: number; row: number }[],
): { block: number; row: number }[] {
  const keyOf = (block: Block, row: number): string => block.record.subarray(row * WORDS, (row + 1) * WORDS).join();
  const wanted = new Set(found.map(({ block, row }) => keyOf(blocks[block], row)));
  const bearers = new Map<string, { block: number; row: number }[]>();
  for (const [b, block] of blocks.entries()) {
    for (let row = 0; row < block.rows; row++) {
      const key = keyOf(block, row);
      if (!wanted.has(key)) continue;
      const known = bearers.get(key);
      if (known === undefined) bearers.set(key, [{ block: b, row }]);
      else known.push({ block: b, row });
    }
  }
  const foundTimes = new Map<string, number>();
  for (const { block, row } of found) {
    const key = keyOf(blocks[block], row);
    foundTimes.set(key, (foundTimes.get(key) ?? 0) + 1);
  }
  return [...bearers].flatMap(([key, rows]) => {
    const byLine = rows.toSorted((x, y) => blocks[x.block].line[x.row] - blocks[y.block].line[y.row]);
    // Where an earlier delivery has the key, all of its bearers were found.
    return byLine.slice(rows.length - foundTimes.get(key)!);
  });
}

function rowsOf(blocks: readonly Block[]): number {
  return blocks.reduce((sum, block) => sum + block.rows, 0);
}
