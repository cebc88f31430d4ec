import { gzipSync } from "node:zlib";

import { readCsv, type CsvShape } from "../intake/csv.ts";
import type { TextBlock } from "../intake/text-blocks.ts";
import { CarriedValues } from "./carried-values.ts";
import type { Passage } from "../evidence/passage.ts";

/** A block of CSV records with what is needed to carry its values. */
export interface BlockToCarry extends TextBlock {
  readonly text: Uint8Array<ArrayBuffer>;
  /** Where the values are: columns hold a number among `passages`, or are ignored. */
  readonly shape: CsvShape;
  /** Names of the carried columns, and their keys. */
  readonly names: readonly string[];
  readonly passages: readonly Passage[];
  /** Compress the text, as a gzip member of its own. */
  readonly gzip: boolean;
}

/** A block that was carried: its bytes as they go into the file. */
export interface CarriedBlock {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Bytes of its text. */
  readonly text: number;
  readonly lines: number;
  readonly records: number;
  readonly values: number;
}

/** Carries the values of a block where they stand; every other byte stays as it is. @throws KoppelError as `readCsv`, and for bad values */
export function carryBlock({ text, line, lines, shape, names, passages, gzip }: BlockToCarry): CarriedBlock {
  const values = new CarriedValues(shape.file, text, names, passages);
  readCsv(text, line, shape, values);
  values.carry();
  values.release();
  return { bytes: packed(text, gzip), text: text.length, lines, records: values.records, values: values.carried };
}

/** The bytes of a stretch of text as they go into a file. */
export function packed(text: Uint8Array<ArrayBuffer>, gzip: boolean): Uint8Array<ArrayBuffer> {
  return gzip ? new Uint8Array(gzipSync(text)) : text;
}
