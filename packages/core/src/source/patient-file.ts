import { inputFile, type Pass } from "../files/input-bytes.ts";
import { findEncoding, inputText } from "./input-text.ts";
import { csvRows } from "./patient-csv.ts";
import { ndjsonRows } from "./patient-ndjson.ts";
import type { PatientRow } from "./patient-row.ts";

/** How far reading is: bytes on disk, in one of the two passes over the file. */
export type OnPass = (phase: "check" | "pseudonymise", done: number, total: number) => void;

/**
 * The rows of a patient file, CSV or NDJSON, in whatever encoding and compression it has.
 *
 * Reads the file twice, because only its last byte tells the encoding for sure.
 *
 * @param onIgnored hears the names of the columns that mean nothing here
 * @throws KoppelError see `inputFile`, `findEncoding` and `csvRows`
 */
export async function* patientRows(
  path: string,
  onIgnored: (names: readonly string[]) => void,
  onPass: OnPass,
  signal: AbortSignal | undefined,
): AsyncGenerator<PatientRow, void, undefined> {
  const input = await inputFile(path);
  const pass = (phase: Parameters<OnPass>[0]): Pass => ({
    onRead: (done) => onPass(phase, done, input.size),
    signal,
  });
  const encoding = await findEncoding(input, pass("check"));
  const { head, text } = await peek(inputText(input, encoding, pass("pseudonymise")));
  yield* head.startsWith("{") ? ndjsonRows(text, onIgnored) : csvRows(path, text, head, onIgnored);
}

/** The first line that is not blank, and the whole text with it. */
async function peek(
  chunks: AsyncGenerator<string, void, undefined>,
): Promise<{ head: string; text: AsyncIterable<string> }> {
  let start = "";
  let head: string | undefined;
  while (head === undefined) {
    const { value, done } = await chunks.next();
    if (done === true) break;
    start += value;
    head = /^\s*(\S.*)[\r\n]/.exec(start)?.[1];
  }
  async function* text() {
    yield start;
    yield* chunks;
  }
  return { head: head ?? start.trim(), text: text() };
}
