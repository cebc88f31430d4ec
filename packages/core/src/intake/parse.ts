import { TAKES_PART, WORDS } from "../evidence/block.ts";
import { carryBlock, type Passages } from "../evidence/passage.ts";
import { recordKeys } from "../evidence/record-key.ts";
import { readCsv } from "./csv.ts";
import type { Delivery } from "./delivery.ts";
import { makeHandles, type HandleKeys } from "./handles.ts";
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
  /** Numbers that the delivery and its provider have in the table. */
  readonly delivery: number;
  readonly provider: number;
  /** Into the link table's own domain. */
  readonly passages: Passages;
  readonly handleKeys: HandleKeys;
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
    const { texts } = builder;
    const { text, offsets } = texts.record_ids;
    const keys = recordKeys(delivery.manifest.registry, delivery.manifest.provider, text, offsets);
    block.record.set(new Uint32Array(keys.buffer, keys.byteOffset, rows * WORDS));
    block.delivery.fill(context.delivery, 0, rows);
    for (let row = 0; row < rows; row++) if ((block.present[row] & TAKES_PART) === 0) withoutId.push(block.line[row]);
    const partition = makeHandles(block, rows, context, context.handleKeys);
    carryBlock(block, rows, context.passages);
    slabs.push(makeSlab(block, rows, texts, partition, context.partitions));
    records += rows;
    builder.release();
  }
  return { slabs, records, withoutId };
}

function readRecords(delivery: Delivery, { text, line, lines }: TextBlock, context: ParseContext): RecordBuilder {
  const file = delivery.input.path;
  const { layout, typeMask, manifest } = delivery;
  const textBytes = { record_ids: text.length, reversible_numbers: manifest.reversible ? text.length : 0 };
  const builder = new RecordBuilder(file, lines, textBytes, typeMask, context.typeNames);
  if (layout.format === "csv") readCsv(text, line, { file, ...layout }, builder);
  else readNdjson(text, line, { file, fields: new Map(layout.fields) }, builder);
  return builder;
}
