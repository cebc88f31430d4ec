import type { DecidedPatient } from "./link-store.ts";

/** An objection as it is kept. */
export interface ObjectionRow {
  readonly id: number;
  /** The registry that it is about; null for all. */
  readonly registry: number | null;
  /** Who passed it on. */
  readonly provider: number;
  /** The run that took it in, and the one that took its withdrawal in. */
  readonly run: number;
  readonly since: string;
  readonly until: string | null;
  /** Whether its local patients stay unlinked. */
  readonly unlinked: boolean;
}

/** What an objector was known by in one partition; sealed. */
export interface TombstoneRow {
  readonly objection: number;
  readonly partition: number;
  readonly sealed: Uint8Array;
}

/** The part of a store that keeps who objects. */
export interface ObjectionStore {
  all(): ObjectionRow[];
  /** @returns its number */
  add(row: Omit<ObjectionRow, "id" | "until">): number;
  /** Ends an objection: what was kept for it goes. */
  end(id: number, until: string): void;
  /** Removes those that ended before a moment, and returns how many. */
  removeBefore(moment: string): number;
  tombstones(): TombstoneRow[];
  addTombstone(row: TombstoneRow): void;
  /** Local patients of standing objections that keep them unlinked. */
  alone(): DecidedPatient[];
  /** Local patients that an objection names. */
  patients(objection: number): DecidedPatient[];
  addPatient(objection: number, patient: DecidedPatient): void;
  /** Objections that name a local patient, by its handle. */
  of(handle: string): ObjectionRow[];
}
