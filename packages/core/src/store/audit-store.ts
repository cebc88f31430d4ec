import type { AuditHead, AuditRow } from "../audit/chain.ts";

/** The audit trail's part of a store: rows are added, go from the first on when their term is over, and are never changed. */
export interface AuditStore {
  head(): AuditHead | undefined;
  setHead(head: AuditHead): void;
  /** The last event that is not kept any more; undefined where all are. */
  base(): AuditHead | undefined;
  /** Lets all events to this one go. */
  cut(base: AuditHead): void;
  add(row: AuditRow): void;
  /** Rows in order, from an id on. */
  rows(from?: number): Iterable<AuditRow>;
  /** What is known of a subject by its tag. */
  subject(tag: Uint8Array): SubjectRow | undefined;
  /** The sealed key of the subject that a reference names. */
  subjectKey(reference: Uint8Array): Uint8Array | undefined;
  addSubject(tag: Uint8Array, row: SubjectRow): void;
  removeSubjects(tags: readonly Uint8Array[]): void;
  /** Removes all subjects but those of these references, 32 hex digits each. */
  keepSubjects(references: ReadonlySet<string>): void;
}

/** A subject of the trail. */
export interface SubjectRow {
  /** Random: what events say in place of the subject. */
  readonly reference: Uint8Array;
  /** Its key, sealed. */
  readonly key: Uint8Array;
}
