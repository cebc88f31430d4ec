import { canonicalHeader, type Manifest } from "@koppel/pseudonym";

import { KoppelError } from "../errors.ts";
import type { InputFile } from "../files/input-bytes.ts";
import { csvHeader } from "./csv-header.ts";
import { openText, type TextEncoding } from "./delivery-text.ts";
import { readManifest } from "./manifest-file.ts";
import { parseObject } from "./ndjson.ts";
import { EVENT_DATE, NUMBER, RECORD_ID, REVERSIBLE } from "./record-builder.ts";

/** A delivery as it lies on disk, looked at but not read through. */
export interface Delivery {
  readonly input: InputFile;
  readonly manifest: Manifest;
  readonly encoding: TextEncoding;
  readonly layout: Layout;
  /** Bit t: there is a column of the table's type t. */
  readonly typeMask: number;
}

/** Where the records start and how they are written. */
type Layout =
  | {
      readonly format: "csv";
      readonly separator: number;
      readonly columns: readonly number[];
      readonly start: number;
      readonly line: number;
    }
  | {
      readonly format: "ndjson";
      readonly fields: readonly (readonly [string, number])[];
      readonly start: number;
      readonly line: number;
    };

/**
 * Looks at a delivery: its manifest, its compression and encoding, and the header or first record.
 *
 * @param typeNames names of the table's types
 * @throws KoppelError FILE_UNREADABLE, EMPTY_FILE, BROKEN_COMPRESSION, BINARY_FILE, MANIFEST_MISSING, MANIFEST_INVALID,
 *   UNKNOWN_TYPE, DUPLICATE_COLUMN, UNKNOWN_COLUMN, MISSING_COLUMN, BAD_JSON
 */
export async function openDelivery(path: string, typeNames: readonly string[]): Promise<Delivery> {
  const { input, encoding, head } = await openText(path);
  const manifest = readManifest(path);
  const unknown = manifest.types.filter((name) => !typeNames.includes(name));
  if (unknown.length > 0)
    throw new KoppelError("UNKNOWN_TYPE", `the manifest names ${unknown.join(", ")}, which is no type of this table`, {
      file: path,
      line: 1,
      hint: `The types are ${typeNames.join(", ")}; patient numbers stand in the column mrn.`,
    });
  const layout = layoutOf(path, head, manifest, typeNames);
  const typeMask = manifest.types.reduce((mask, name) => mask | (1 << typeNames.indexOf(name)), 0);
  return { input, manifest, encoding, layout, typeMask };
}

function layoutOf(path: string, head: Uint8Array, manifest: Manifest, typeNames: readonly string[]): Layout {
  const { text, names, separator, bom, start } = csvHeader(path, head);
  const known = (name: string, column = 0): number => columnOf(path, name, column + 1, manifest, typeNames);
  if (text.startsWith("{")) {
    // Any record may leave fields out, so the manifest says which there are.
    parseObject(text, path, 1);
    const fields = [...manifest.types, "record_id", "mrn", "event_date"];
    if (manifest.reversible !== undefined) fields.push("mrn_reversible");
    return { format: "ndjson", fields: fields.map((name, i) => [name, known(name, i)] as const), start: bom, line: 1 };
  }
  const columns = names.map(known);
  columns.forEach((column, i) => {
    if (columns.indexOf(column) !== i)
      throw new KoppelError("DUPLICATE_COLUMN", `column ${i + 1} is there twice`, {
        file: path,
        line: 1,
      });
  });
  const missing = manifest.types.filter((name) => !columns.includes(typeNames.indexOf(name)));
  if (!columns.includes(RECORD_ID)) missing.unshift("record_id");
  if (missing.length > 0)
    throw new KoppelError("MISSING_COLUMN", `there is no column ${missing.join(", ")}`, {
      file: path,
      line: 1,
      hint: "A delivery has record_id and a column for each type that its manifest names.",
    });
  if (columns.includes(REVERSIBLE) !== (manifest.reversible !== undefined)) throw unlabelled(path, manifest);
  return { format: "csv", separator, columns, start, line: 2 };
}

function unlabelled(file: string, { reversible }: Manifest): KoppelError {
  const hint =
    "Ask for a delivery that `koppel pseudonymise --reversible-key` made, or for one without reversible numbers.";
  const where = { file, line: 1, hint };
  return reversible === undefined
    ? new KoppelError("UNKNOWN_COLUMN", "the manifest does not tell of the column mrn_reversible", where)
    : new KoppelError("MISSING_COLUMN", "there is no column mrn_reversible, of which the manifest tells", where);
}

function columnOf(
  path: string,
  name: string,
  column: number,
  manifest: Manifest,
  typeNames: readonly string[],
): number {
  if (manifest.types.includes(name)) return typeNames.indexOf(name);
  const field = canonicalHeader(name);
  if (field === "record_id") return RECORD_ID;
  if (field === "mrn") return NUMBER;
  if (field === "event_date") return EVENT_DATE;
  if (field === "mrn_reversible") return REVERSIBLE;
  const reason = typeNames.includes(name)
    ? `column ${name} is a pseudonym type that the manifest does not name`
    : field === undefined
      ? `column ${column} is unknown`
      : `column ${column} (${field}) holds what no delivery may hold`;
  throw new KoppelError("UNKNOWN_COLUMN", reason, {
    file: path,
    line: 1,
    hint: "A delivery has record_id, mrn, mrn_reversible, event_date and a column for each pseudonym type, nothing else.",
  });
}
