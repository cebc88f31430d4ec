import { existsSync } from "node:fs";

import { canonicalHeader, catalogue, type Manifest } from "@koppel/pseudonym";

import { KoppelError } from "../errors.ts";
import { manifestPath } from "../files/manifest-path.ts";
import { csvHeader } from "../intake/csv-header.ts";
import { openText, type OpenedText } from "../intake/delivery-text.ts";
import { readManifest } from "../intake/manifest-file.ts";
import { IGNORED } from "./carried-values.ts";
import { NUMBER_TYPE } from "../evidence/passage.ts";

/** A CSV file with pseudonyms, and maybe with other columns, as it lies on disk: looked at but not read through. */
export interface LabelledText extends OpenedText {
  /** Of a delivery; a registry's own file may have none. */
  readonly manifest: Manifest | undefined;
  readonly separator: number;
  /** By column: a number among `types`, or `IGNORED`. */
  readonly columns: readonly number[];
  /** Types of the columns that hold pseudonyms. */
  readonly types: readonly string[];
  /** Where the records start. */
  readonly start: number;
}

/**
 * Looks at a CSV file with pseudonyms: columns that hold some are named by their type, patient numbers as in a delivery; what the manifest
 * names must be there.
 *
 * @throws KoppelError as `openText` and `readManifest`; NOT_CSV, DUPLICATE_COLUMN, MISSING_COLUMN, UNKNOWN_COLUMN, NO_PSEUDONYMS
 */
export async function openLabelled(path: string): Promise<LabelledText> {
  const opened = await openText(path);
  const manifest = existsSync(manifestPath(path)) ? readManifest(path) : undefined;
  const { text, names, separator, start } = csvHeader(path, opened.head);
  const fault = (code: string, message: string, hint: string): KoppelError =>
    new KoppelError(code, message, { file: path, line: 1, hint });
  if (text.startsWith("{"))
    throw fault("NOT_CSV", "this is NDJSON, and values are carried in CSV only", "Ask for the file as CSV.");
  const known = [...new Set([...(manifest?.types ?? []), ...catalogue.map(({ name }) => name)])];
  const typeOf = names.map((name) =>
    known.includes(name) ? name : canonicalHeader(name) === "mrn" ? NUMBER_TYPE : undefined,
  );
  const types = typeOf.filter((type) => type !== undefined);
  const twice = types.find((type, i) => types.indexOf(type) !== i);
  if (twice !== undefined)
    throw fault("DUPLICATE_COLUMN", `there are two columns of type ${twice}`, "Leave one of the two out.");
  if (manifest !== undefined) {
    const missing = manifest.types.filter((type) => !types.includes(type));
    if (missing.length > 0)
      throw fault("MISSING_COLUMN", `there is no column ${missing.join(", ")}, which the manifest names`, COPY);
    const unnamed = types.filter((type) => type !== NUMBER_TYPE && !manifest.types.includes(type));
    if (unnamed.length > 0)
      throw fault("UNKNOWN_COLUMN", `the manifest does not name type ${unnamed.join(", ")}`, COPY);
  }
  if (types.length === 0)
    throw fault("NO_PSEUDONYMS", "no column is named by a pseudonym type", `Such names are ${known.join(", ")}.`);
  const columns = typeOf.map((type) => (type === undefined ? IGNORED : types.indexOf(type)));
  return { ...opened, manifest, separator, columns, types, start };
}

const COPY = "Copy the file and its manifest again from where they were made.";
