import { allocateBlock, copyRows, permuteRows, TAKES_PART, type Block } from "../evidence/block.ts";
import { byTextColumn, joinTexts, shareTexts, sliceTexts, type ByTextColumn, type Texts } from "../evidence/texts.ts";

/**
 * Records as they leave the parser, ordered by partition, in memory that all threads share: linking takes the stretch of its partition out of
 * every slab.
 */
export interface Slab {
  readonly rows: number;
  readonly typeMask: number;
  /** The block's bytes, shared. */
  readonly bytes: Uint8Array;
  /** Records of partition p run from `offsets[p]` to `offsets[p + 1]`. */
  readonly offsets: Uint32Array;
  /** In the same order; shared. */
  readonly texts: ByTextColumn<Texts>;
}

/** Orders records by partition into a new slab. O(records). */
export function makeSlab(
  block: Block,
  rows: number,
  texts: ByTextColumn<Texts>,
  partition: Uint16Array,
  partitions: number,
): Slab {
  const offsets = new Uint32Array(new SharedArrayBuffer(4 * (partitions + 1)));
  for (let row = 0; row < rows; row++) offsets[partition[row] + 1]++;
  for (let p = 0; p < partitions; p++) offsets[p + 1] += offsets[p];
  const next = offsets.slice(0, partitions);
  const rank = new Uint32Array(rows);
  for (let row = 0; row < rows; row++) rank[row] = next[partition[row]]++;
  const target = allocateBlock(rows, block.typeMask, true);
  permuteRows(block, rank, target);
  const shared = byTextColumn((column) => shareTexts(texts[column], rank));
  return { rows, typeMask: block.typeMask, bytes: target.bytes, offsets, texts: shared };
}

/** Records of one partition gathered from slabs, with their texts; records that take no part are left behind. */
export function gather(
  slabs: readonly { readonly slab: Slab; readonly block: Block }[],
  partition: number,
  typeMask: number,
): { block: Block; texts: ByTextColumn<Texts> } {
  const stretches = slabs.flatMap(({ slab, block }) => {
    const from = slab.offsets[partition];
    const to = slab.offsets[partition + 1];
    return from === to ? [] : runs(block, from, to).map(([start, end]) => ({ slab, block, start, end }));
  });
  const rows = stretches.reduce((sum, { start, end }) => sum + end - start, 0);
  const target = allocateBlock(rows, typeMask);
  let at = 0;
  for (const { block, start, end } of stretches) {
    copyRows(block, start, end, target, at);
    at += end - start;
  }
  const texts = byTextColumn((column) =>
    joinTexts(stretches.map(({ slab, start, end }) => sliceTexts(slab.texts[column], start, end))),
  );
  return { block: target, texts };
}

/** Stretches of records that take part. */
function runs(block: Block, from: number, to: number): [number, number][] {
  const found: [number, number][] = [];
  let start = from;
  for (let row = from; row <= to; row++) {
    if (row < to && block.present[row] & TAKES_PART) continue;
    if (row > start) found.push([start, row]);
    start = row + 1;
  }
  return found;
}
