import type { PatientRecord } from "@koppel/pseudonym";

/** Why a row was not taken; never its values. */
export type RejectCode = "MISSING_RECORD_ID" | "FIELD_COUNT" | "BAD_JSON" | "BAD_FIELD" | "DUPLICATE_FIELD";

/** One row of a patient file, with the line on which it starts, the first line of the file being 1. */
export type PatientRow =
  | { readonly line: number; readonly record: PatientRecord }
  | { readonly line: number; readonly code: RejectCode };

/** A record while it is being filled from the columns of its row. */
export type DraftRecord = { -readonly [Field in keyof PatientRecord]?: PatientRecord[Field] };

/** The row of a filled record: a reject if it has no record id, the one field that it cannot do without. */
export function patientRow(line: number, draft: DraftRecord): PatientRow {
  const recordId = draft.recordId?.trim() ?? "";
  if (recordId === "") return { line, code: "MISSING_RECORD_ID" };
  draft.recordId = recordId;
  return { line, record: draft as PatientRecord };
}
