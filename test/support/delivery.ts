import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { encryptColumn, type KeyRing } from "@koppel/keyring";
import { toHex, type Manifest } from "@koppel/pseudonym";

/** A record as a provider delivers it; values are 16 bytes, null where missing. */
interface SheetRecord {
  readonly recordId: string;
  readonly mrn: Uint8Array | null;
  readonly date: string;
  /** The patient number as its provider alone can read it. */
  readonly reversible?: string;
  /** In the order of the sheet's types. */
  readonly values: readonly (Uint8Array | null)[];
}

/** What one provider delivers for one registry. */
export interface Sheet {
  readonly registry: string;
  readonly provider: string;
  readonly types: readonly string[];
  readonly stage: Manifest["stage"];
  /** Where there are reversible numbers: what the manifest says of them. */
  readonly reversible?: Manifest["reversible"];
  readonly records: readonly SheetRecord[];
}

/** How a sheet is written as CSV. */
export interface CsvForm {
  readonly separator?: string;
  readonly newline?: string;
  readonly encode?: (value: Uint8Array) => string;
  /** Every field in quotes, those of the header too. */
  readonly quoted?: boolean;
}

/** A sheet as CSV. */
export function csv(
  { types, reversible, records }: Sheet,
  { separator = ",", newline = "\n", encode = toHex, quoted }: CsvForm = {},
): string {
  const field = (text: string): string =>
    quoted || /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  const value = (bytes: Uint8Array | null): string => (bytes === null ? "" : encode(bytes));
  const beside = (text: string | undefined): string[] => (reversible === undefined ? [] : [text ?? ""]);
  const rows = records.map((record) => [
    record.recordId,
    value(record.mrn),
    ...beside(record.reversible),
    record.date,
    ...record.values.map(value),
  ]);
  const lines = [["record_id", "mrn", ...beside("mrn_reversible"), "event_date", ...types], ...rows].map((row) =>
    row.map(field).join(separator),
  );
  return lines.map((line) => line + newline).join("");
}

/** A sheet as NDJSON; missing values are left out or null in turn. */
export function ndjson({ types, records }: Sheet): string {
  const lines = records.map(({ recordId, mrn, reversible, date, values }, i) => {
    const fields = [mrn, ...values].map((value, f) => [["mrn", ...types][f], value && toHex(value)] as const);
    const kept = fields.filter(([, value]) => value !== null || i % 2 === 0);
    return JSON.stringify({
      record_id: recordId,
      event_date: date,
      mrn_reversible: reversible,
      ...Object.fromEntries(kept),
    });
  });
  return `${lines.join("\n")}\n`;
}

/** The same sheet with final pseudonyms of its registry. */
export function encrypted(sheet: Sheet, ring: KeyRing, version = 1): Sheet {
  const carried = (type: string, value: Uint8Array | null): Uint8Array | null =>
    value && encryptColumn(ring.typeKey(sheet.registry, version, type), value);
  const records = sheet.records.map((record) => ({
    ...record,
    mrn: carried("MRN", record.mrn),
    values: record.values.map((value, t) => carried(sheet.types[t], value)),
  }));
  return { ...sheet, stage: "final", records };
}

/** Writes a delivery and the manifest that goes with it; returns its path. */
export function deliver(
  folder: string,
  name: string,
  { registry, provider, types, stage, reversible, records }: Sheet,
  content: string | Uint8Array,
  changes: Partial<Manifest> = {},
): string {
  const manifest: Manifest = {
    format: "koppel-delivery",
    version: 1,
    registry,
    provider,
    stage,
    profile: "KT1",
    domain: stage === "pre" ? "source" : registry,
    keyVersion: 1,
    types: [...types],
    ...(reversible && { reversible }),
    records: records.length,
    sha256: createHash("sha256").update(content).digest("hex"),
    ...changes,
  };
  const path = join(folder, name);
  writeFileSync(path, content);
  writeFileSync(join(folder, `${name.replace(/\..*$/, "")}.manifest.json`), JSON.stringify(manifest));
  return path;
}
