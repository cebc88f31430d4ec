import { CsvError } from "csv-parse";
import { parse } from "csv-parse/sync";

import { KoppelError } from "../errors.ts";
import { separatorOf } from "../source/patient-csv.ts";

/** A row of a small CSV file: its fields by column, and the line it ends on. */
export interface SheetRow<Column extends string> {
  readonly line: number;
  readonly fields: Readonly<Record<Column, string>>;
}

/**
 * Reads a CSV file that a person may have saved again from a spreadsheet: `,`, `;` or tab; other columns than those named are passed over.
 *
 * @throws KoppelError BAD_CSV, MISSING_COLUMN
 */
export function readSheet<Column extends string>(
  file: string,
  bytes: Uint8Array,
  columns: readonly Column[],
): SheetRow<Column>[] {
  const text = new TextDecoder().decode(bytes);
  const delimiter = separatorOf(text.split(/\r?\n/, 1)[0]);
  let rows: { record: string[]; info: { lines: number } }[];
  try {
    rows = parse(text, { delimiter, info: true, skip_empty_lines: true }) as unknown as typeof rows;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // The parser's message may quote a value, so it is not passed on.
    throw new KoppelError("BAD_CSV", "this is no CSV, or rows differ in their number of fields", {
      file,
      line: Number(error["lines"]),
    });
  }
  const header = rows[0]?.record.map((name) => name.trim().toLowerCase()) ?? [];
  const missing = columns.filter((column) => !header.includes(column));
  if (missing.length > 0)
    throw new KoppelError("MISSING_COLUMN", `there is no column ${missing.join(", ")}`, { file, line: 1 });
  return rows.slice(1).map(({ record, info }) => ({
    line: info.lines,
    fields: Object.fromEntries(
      columns.map((column) => [column, record[header.indexOf(column)].trim()]),
    ) as SheetRow<Column>["fields"],
  }));
}
