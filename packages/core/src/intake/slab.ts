import { allocateBlock, copyRows, permuteRows, TAKES_PART, type Block } from "../evidence/block.ts";

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
  /** Record ids in UTF-8 in the same order; id i runs from `idOffsets[i]` to `idOffsets[i + 1]`. */
  readonly ids: Uint8Array;
  readonly idOffsets: Uint32Array;
}

/** Record ids of a block, one after the other in UTF-8. */
export interface RecordIds {
  readonly text: Uint8Array;
  readonly offsets: Uint32Array;
}

/** Orders records by partition into a new slab. O(records). */
export function makeSlab(block: Block, rows: number, ids: RecordIds, partition: Uint16Array, partitions: number): Slab {
  const offsets = new Uint32Array(new SharedArrayBuffer(4 * (partitions + 1)));
  for (let row = 0; row < rows; row++) offsets[partition[row] + 1]++;
  for (let p = 0; p < partitions; p++) offsets[p + 1] += offsets[p];
  const next = offsets.slice(0, partitions);
  const rank = new Uint32Array(rows);
  const lengths = new Uint32Array(rows);
  for (let row = 0; row < rows; row++) {
    rank[row] = next[partition[row]]++;
    lengths[rank[row]] = ids.offsets[row + 1] - ids.offsets[row];
  }
  const target = allocateBlock(rows, block.typeMask, true);
  permuteRows(block, rank, target);
  const idOffsets = new Uint32Array(new SharedArrayBuffer(4 * (rows + 1)));
  for (let row = 0; row < rows; row++) idOffsets[row + 1] = idOffsets[row] + lengths[row];
  const text = new Uint8Array(new SharedArrayBuffer(idOffsets[rows]));
  for (let row = 0; row < rows; row++) {
    const to = idOffsets[rank[row]];
    for (let i = ids.offsets[row], at = to; i < ids.offsets[row + 1]; i++) text[at++] = ids.text[i];
  }
  return { rows, typeMask: block.typeMask, bytes: target.bytes, offsets, ids: text, idOffsets };
}

/** Records of one partition gathered from slabs, with their ids; records that take no part are left behind. */
export function gather(
  slabs: readonly { readonly slab: Slab; readonly block: Block }[],
  partition: number,
  typeMask: number,
): { block: Block; ids: RecordIds } {
  const stretches = slabs.flatMap(({ slab, block }) => {
    const from = slab.offsets[partition];
    const to = slab.offsets[partition + 1];
    return from === to ? [] : runs(block, from, to).map(([start, end]) => ({ slab, block, start, end }));
  });
  let rows = 0;
  let textSize = 0;
  for (const { slab, start, end } of stretches) {
    rows += end - start;
    textSize += slab.idOffsets[end] - slab.idOffsets[start];
  }
  const target = allocateBlock(rows, typeMask);
  const text = new Uint8Array(textSize);
  const offsets = new Uint32Array(rows + 1);
  let at = 0;
  for (const { slab, block, start, end } of stretches) {
    copyRows(block, start, end, target, at);
    text.set(slab.ids.subarray(slab.idOffsets[start], slab.idOffsets[end]), offsets[at]);
    for (let row = start; row < end; row++)
      offsets[at + row - start + 1] = offsets[at] + slab.idOffsets[row + 1] - slab.idOffsets[start];
    at += end - start;
  }
  return { block: target, ids: { text, offsets } };
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
