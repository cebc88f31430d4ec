import type { PatientRecord, PrePseudonyms, PseudonymType, Status } from "@koppel/pseudonym";
import type { PatientRow, RejectCode } from "./patient-row.ts";

const LISTED_REJECTS = 100;

/** Counts over a patient file. Nothing in them comes from a single patient's values. */
export class SourceTally {
  records = 0;
  /** By type: how many records lack a value, by reason. */
  readonly statuses: Record<string, Partial<Record<Status, number>>>;
  /** Births on 1 January or 1 July, which often stands for an unknown date. */
  lowTrustDates = 0;
  /** Forenames like "baby", whose initial says little. */
  placeholderForenames = 0;
  /** Records whose event_date is filled in but is no date; it is left empty in the delivery. */
  badEventDates = 0;
  rejected = 0;
  /** The first hundred. */
  readonly rejects: { readonly line: number; readonly code: RejectCode }[] = [];
  readonly #types: readonly PseudonymType[];

  /** `types` are those of stage 1, in its order. */
  constructor(types: readonly PseudonymType[]) {
    this.#types = types;
    this.statuses = Object.fromEntries(types.map((type) => [type.name, {}]));
  }

  /** Counts a row that went into the delivery with this event date, "" for none. */
  take(record: PatientRecord, made: PrePseudonyms, eventDate: string): void {
    this.records++;
    if (made.lowTrustDate) this.lowTrustDates++;
    if (made.placeholderForename) this.placeholderForenames++;
    if (eventDate === "" && (record.eventDate ?? "").trim() !== "") this.badEventDates++;
    made.statuses.forEach((status, i) => {
      if (status === null) return;
      const ofType = this.statuses[this.#types[i]!.name]!;
      ofType[status] = (ofType[status] ?? 0) + 1;
    });
  }

  /** Counts a row that did not. */
  reject(row: Extract<PatientRow, { code: RejectCode }>): void {
    this.rejected++;
    if (this.rejects.length < LISTED_REJECTS) this.rejects.push(row);
  }
}
