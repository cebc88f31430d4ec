import { carryColumn, type Passage } from "../carry/passage.ts";
import { HAS_NUMBER, TAKES_PART, WORDS, type Block } from "../evidence/block.ts";
import { recordKeys } from "../evidence/record-key.ts";
import { readCsv } from "./csv.ts";
import type { Delivery } from "./delivery.ts";
import { readNdjson } from "./ndjson.ts";
import { checkPresence } from "./presence.ts";
import { RecordBuilder } from "./record-builder.ts";
import { makeSlab, type Slab } from "./slab.ts";
import type { Slice } from "./survey.ts";
import { textBlocks, type TextBlock } from "./text-blocks.ts";

/** What the parser has to know beside the delivery. */
export interface ParseContext {
  /** Names of the table's types. */
  readonly typeNames: readonly string[];
  /** The type whose values are the birth groups. */
  readonly anchor: number;
  /** By type of the table: a mask of the components it is made of. */
  readonly components: readonly number[];
  readonly partitions: number;
  /** Number the delivery has in the table. */
  readonly delivery: number;
  /** Into the link table's own domain, by type of the table, and that of patient numbers. */
  readonly passages: readonly (Passage | undefined)[];
  readonly numberPassage: Passage;
}

/** What became of a slice. */
export interface Parsed {
  readonly slabs: readonly Slab[];
  readonly records: number;
  /** Lines of records without a record id, which are not taken. */
  readonly withoutId: readonly number[];
}

/**
 * Reads a slice of a delivery into slabs: bytes to columns, values into the link table's domain, records ordered by partition.
 *
 * @throws KoppelError for anything that is malformed, with file and line
 */
export async function parseSlice(delivery: Delivery, slice: Slice, context: ParseContext): Promise<Parsed> {
  const slabs: Slab[] = [];
  const withoutId: number[] = [];
  let records = 0;
  for await (const found of textBlocks(delivery, slice)) {
    const builder = readRecords(delivery, found, context);
    const { rows } = builder;
    if (rows === 0) continue;
    const block = builder.block;
    checkPresence(block, rows, delivery.typeMask, context.components, delivery.input.path);
    carryOver(block, rows, context);
    const offsets = builder.offsets.subarray(0, rows + 1);
    const keys = recordKeys(delivery.manifest.registry, delivery.manifest.provider, builder.text, offsets);
    block.record.set(new Uint32Array(keys.buffer, keys.byteOffset, rows * WORDS));
    block.delivery.fill(context.delivery, 0, rows);
    for (let row = 0; row < rows; row++) if ((block.present[row] & TAKES_PART) === 0) withoutId.push(block.line[row]);
    const partition = partitionOf(block, rows, context.anchor, context.partitions);
    slabs.push(makeSlab(block, rows, { text: builder.text, offsets }, partition, context.partitions));
    records += rows;
    builder.release();
  }
  return { slabs, records, withoutId };
}

function readRecords(delivery: Delivery, { text, line, lines }: TextBlock, context: ParseContext): RecordBuilder {
  const file = delivery.input.path;
  const { layout, typeMask } = delivery;
  const builder = new RecordBuilder(file, lines, text.length, typeMask, context.typeNames);
  if (layout.format === "csv") readCsv(text, line, { file, ...layout }, builder);
  else readNdjson(text, line, { file, fields: new Map(layout.fields) }, builder);
  return builder;
}

/** Values are translated column by column; what is missing stays zero. */
function carryOver(block: Block, rows: number, context: ParseContext): void {
  const columns = block.values.map((column, t) => ({ column, passage: context.passages[t], bit: 1 << t }));
  columns.push({ column: block.number, passage: context.numberPassage, bit: HAS_NUMBER });
  for (const { column, passage, bit } of columns) {
    if (column === undefined) continue;
    const bytes = new Uint8Array(column.buffer, column.byteOffset, rows * 16);
    carryColumn(passage!, bytes);
    for (let row = 0; row < rows; row++)
      if ((block.present[row] & bit) === 0) column.fill(0, row * WORDS, (row + 1) * WORDS);
  }
}

/**
 * Partition of each record: by birth group, so that all who can be linked by names and places meet; records without one go
 * by patient number, and else by record key. Pseudonyms and keys are evenly spread.
 */
function partitionOf(block: Block, rows: number, anchor: number, partitions: number): Uint16Array {
  const found = new Uint16Array(rows);
  const anchors = block.values[anchor];
  for (let row = 0; row < rows; row++) {
    const flags = block.present[row];
    const column = anchors && flags & (1 << anchor) ? anchors : flags & HAS_NUMBER ? block.number : block.record;
    // Another word than the one that the tables inside a partition are hashed by.
    found[row] = column[row * WORDS + 3] % partitions;
  }
  return found;
}
