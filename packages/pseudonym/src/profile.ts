import { kt1 } from "./kt1/profile.ts";
import { PseudonymError } from "./errors.ts";
import type { PatientRecord } from "./record.ts";
import { componentsOf, type Component, type PseudonymType } from "./type.ts";

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

const profiles: Readonly<Record<string, Profile>> = { KT1: kt1 };

/**
 * The profile with this id.
 *
 * @throws PseudonymError UNKNOWN_PROFILE
 */
export function profileById(id: string): Profile {
  const profile = profiles[id];
  if (profile !== undefined) return profile;
  const known = Object.keys(profiles).join(", ");
  throw new PseudonymError("UNKNOWN_PROFILE", `There is no profile "${id}".`, `The known profiles are ${known}.`);
}

/**
 * The text that stage 1 hashes for one type of one record, or why there is none.
 *
 * @example
 * canonicalString(typesByName(["GG"])[0]!, { recordId: "1", birthDate: "26-5-1983", sex: "f" }, "H01");
 * // { text: "KT1|GG|19830526|V" }
 */
export function canonicalString(
  type: PseudonymType,
  record: PatientRecord,
  provider: string,
  profile: Profile = kt1,
): Reading {
  const readings: Partial<Record<Component, Reading>> = {};
  for (const component of componentsOf(type)) readings[component] = profile.read(component, record, provider);
  return profile.canonical(type, readings);
}
