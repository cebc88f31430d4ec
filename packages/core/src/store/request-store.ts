import type { DecidedPatient } from "./link-store.ts";

/** How a request ended. */
export interface Closing {
  readonly state: "done" | "refused";
  /** A refusal has one (R45). */
  readonly reason: string | null;
  readonly by: string;
  readonly at: string;
}

/** What somebody asked for in a patient's name. */
export interface RequestRow {
  readonly id: number;
  readonly kind: string;
  /** Number of the provider through which it came. */
  readonly provider: number;
  /** Moment of receipt. */
  readonly received: string;
  /** The records that it is about, sealed as the audit trail seals subjects. */
  readonly subjects: readonly string[];
  readonly closing: Closing | null;
}

/** What a link table keeps of requests of patients. */
export interface RequestStore {
  all(): RequestRow[];
  /** Adds an open request; returns its number, which no other ever has. */
  add(row: Omit<RequestRow, "id" | "closing">): number;
  close(id: number, closing: Closing): void;
  /** Local patients that a request keeps out of all links. */
  restricted(id: number): DecidedPatient[];
  restrict(id: number, patients: readonly DecidedPatient[]): void;
  lift(id: number): void;
  /** All local patients that any request keeps out of all links. */
  alone(): DecidedPatient[];
  /** Removes those that ended before a moment and restrict nobody, and returns how many. */
  removeBefore(moment: string): number;
}
