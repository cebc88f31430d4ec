import type { PatientRecord } from "./record.ts";
import type { Component, PseudonymType } from "./type.ts";

/**
 * Why a record has no pseudonym of a type (N13): a component is missing or unusable, or the registry's allow-list leaves
 * the type out. A code covers absence too; an empty or default value is never hashed.
 */
export type Status =
  | "MISSING_NAME"
  | "MISSING_INITIAL"
  | "PARTIAL_DATE"
  | "BAD_DATE"
  | "SEX_UNKNOWN"
  | "BAD_POSTCODE"
  | "BAD_HOUSE_NUMBER"
  | "BSN_INVALID"
  | "MISSING_MRN"
  | "NOT_ALLOWED";

/** A component that is usable but doubtful: 1 January or 1 July (N10), a forename like "baby" (N9). */
export type Warning = "LOW_TRUST_DATE" | "PLACEHOLDER_FORENAME";

/** A normalised text, or the reason why there is none. */
export type Reading = { readonly text: string; readonly warning?: Warning } | { readonly status: Status };

/**
 * A set of normalisation rules. A change to the rules is another profile beside this one, never a fix: the profile's id
 * is inside every hashed text, so values of two profiles never compare equal.
 */
export interface Profile {
  readonly id: string;
  /** One component of a record, at full precision. */
  read(component: Component, record: PatientRecord, provider: string): Reading;
  /** The text that stage 1 hashes for a type, from the readings of at least the type's components. */
  canonical(type: PseudonymType, readings: Readonly<Partial<Record<Component, Reading>>>): Reading;
}
