import { Readable, pipeline } from "node:stream";
import { canonicalHeader, patientFields, type PatientRecord } from "@koppel/pseudonym";
import { CsvError, parse } from "csv-parse";
import { KoppelError } from "../errors.ts";
import { patientRow, type DraftRecord, type PatientRow } from "./patient-row.ts";

const SEPARATORS = [",", ";", "\t"];
const LONGEST_RECORD = 1 << 20;
const LINE_ENDS = /\r\n|\r|\n/g;

/** Where the fields of a record stand in a row. */
interface Columns {
  readonly count: number;
  readonly fields: readonly { readonly index: number; readonly field: keyof PatientRecord }[];
}

/**
 * The rows of a patient file in CSV: RFC 4180, with `,`, `;` or tab, whichever the header line has most of.
 *
 * @param headerLine the first line of the text, to learn the separator from
 * @param onIgnored hears the names of the columns that mean nothing here
 * @throws KoppelError MISSING_RECORD_ID_COLUMN, DUPLICATE_COLUMN, BAD_CSV, EMPTY_FILE
 */
export async function* csvRows(
  file: string,
  text: AsyncIterable<string>,
  headerLine: string,
  onIgnored: (names: readonly string[]) => void,
): AsyncGenerator<PatientRow, void, undefined> {
  let columns: Columns | undefined;
  let line = 1;
  const onRecord = (values: string[]): PatientRow | null => {
    const start = line;
    line += 1;
    for (const value of values) {
      if (value.includes("\n") || value.includes("\r")) line += value.match(LINE_ENDS)?.length ?? 0;
    }
    if (values.length === 1 && values[0] === "") return null;
    if (columns !== undefined) return rowOf(values, columns, start);
    columns = columnsOf(file, start, values, onIgnored);
    return null;
  };
  const parser = parse({
    delimiter: separatorOf(headerLine),
    record_delimiter: ["\r\n", "\n", "\r"],
    relax_column_count: true,
    max_record_size: LONGEST_RECORD,
    // Rows are made here, inside the parser, so that `line` is right when it stops at a fault. Its types know no such use.
    on_record: onRecord as never,
  });
  try {
    // The loop throws what the callback hears.
    yield* pipeline(Readable.from(text), parser, () => {}) as AsyncIterable<PatientRow>;
  } catch (error) {
    // The parser's own message quotes the field: it must not become a cause.
    if (error instanceof CsvError) throw badCsv(file, line);
    throw error;
  }
  if (columns === undefined) throw new KoppelError("EMPTY_FILE", "the file holds no header line", { file, line: 1 });
}

/** The separator of which a header line has most outside quotes. */
export function separatorOf(headerLine: string): string {
  const bare = headerLine.replace(/"[^"]*"/g, "");
  const count = (separator: string) => bare.split(separator).length;
  return SEPARATORS.reduce((best, separator) => (count(separator) > count(best) ? separator : best));
}

function columnsOf(
  file: string,
  line: number,
  headers: readonly string[],
  onIgnored: (names: readonly string[]) => void,
): Columns {
  const positions = new Map<keyof PatientRecord, number>();
  const ignored: string[] = [];
  headers.forEach((header, index) => {
    const name = canonicalHeader(header);
    if (name === undefined || name === "mrn_reversible") {
      if (header.trim() !== "") ignored.push(header.trim());
      return;
    }
    const earlier = positions.get(patientFields[name]);
    if (earlier !== undefined) {
      const message = `columns ${earlier + 1} and ${index + 1} both mean ${name}`;
      throw new KoppelError("DUPLICATE_COLUMN", message, { file, line, hint: "Rename or remove one of them." });
    }
    positions.set(patientFields[name], index);
  });
  if (!positions.has("recordId")) {
    // Without a header line these would be a patient's data, so the message names no column.
    const message = `no column record_id among the ${headers.length} of the header line`;
    const hint = "The first line must name the columns; record_id is the one that has to be there.";
    throw new KoppelError("MISSING_RECORD_ID_COLUMN", message, { file, line, hint });
  }
  onIgnored(ignored);
  return { count: headers.length, fields: Array.from(positions, ([field, index]) => ({ field, index })) };
}

function rowOf(values: readonly string[], columns: Columns, line: number): PatientRow {
  if (values.length !== columns.count) return { line, code: "FIELD_COUNT" };
  const draft: DraftRecord = {};
  for (const { field, index } of columns.fields) draft[field] = values[index]!;
  return patientRow(line, draft);
}

function badCsv(file: string, line: number): KoppelError {
  const hint = 'A field with a quote in it must stand in quotes, with the inner ones doubled: "5 ""A""".';
  return new KoppelError("BAD_CSV", "a quote is out of place or never closed in the row that starts here", {
    file,
    line,
    hint,
  });
}
