import type { AuditHead, AuditRow } from "../audit/chain.ts";

/** The audit trail's part of a store: rows are added, and never changed. */
export interface AuditStore {
  head(): AuditHead | undefined;
  setHead(head: AuditHead): void;
  add(row: AuditRow): void;
  /** Rows in order, from an id on. */
  rows(from?: number): Iterable<AuditRow>;
  /** What is known of a subject by its tag. */
  subject(tag: Uint8Array): SubjectRow | undefined;
  /** The subject that a reference names. */
  referredSubject(reference: Uint8Array): SubjectRow | undefined;
  subjects(): SubjectRow[];
  addSubject(row: SubjectRow): void;
  removeSubjects(tags: readonly Uint8Array[]): void;
}

/** A subject of the trail. */
export interface SubjectRow {
  /** Keyed digest of the record or local patient. */
  readonly tag: Uint8Array;
  /** Random: what events say in place of the subject. */
  readonly reference: Uint8Array;
  /** Its key, sealed. */
  readonly key: Uint8Array;
}
