import { canonicalHeader, patientFields } from "@koppel/pseudonym";
import { patientRow, type DraftRecord, type PatientRow } from "./patient-row.ts";

/**
 * The rows of a patient file in NDJSON: one object a line, its keys named like the columns of a CSV file.
 *
 * @param onIgnored hears the keys that mean nothing here, each once
 */
export async function* ndjsonRows(
  text: AsyncIterable<string>,
  onIgnored: (names: readonly string[]) => void,
): AsyncGenerator<PatientRow, void, undefined> {
  const ignored = new Set<string>();
  let number = 0;
  for await (const line of lines(text)) {
    number++;
    if (line.trim() !== "") yield rowOf(line, number, ignored);
  }
  onIgnored([...ignored]);
}

async function* lines(text: AsyncIterable<string>): AsyncGenerator<string, void, undefined> {
  let rest = "";
  for await (const chunk of text) {
    const parts = (rest + chunk).split("\n");
    rest = parts.pop() ?? "";
    yield* parts;
  }
  yield rest;
}

function rowOf(text: string, line: number, ignored: Set<string>): PatientRow {
  const object = parsed(text);
  if (object === undefined) return { line, code: "BAD_JSON" };
  const draft: DraftRecord = {};
  for (const [key, value] of Object.entries(object)) {
    const name = canonicalHeader(key);
    if (name === undefined || name === "mrn_reversible") {
      ignored.add(key);
      continue;
    }
    const field = patientFields[name];
    if (field in draft) return { line, code: "DUPLICATE_FIELD" };
    if (typeof value === "object" && value !== null) return { line, code: "BAD_FIELD" };
    // JSON numbers lose digits beyond 2^53, and two long patient numbers would become one.
    if (typeof value === "number" && !Number.isSafeInteger(value)) return { line, code: "BAD_FIELD" };
    draft[field] = value === null ? "" : String(value);
  }
  return patientRow(line, draft);
}

function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
