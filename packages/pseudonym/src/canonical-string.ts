import { PseudonymError } from "./errors.ts";
import { kt1 } from "./kt1/profile.ts";
import type { Profile, Reading } from "./profile.ts";
import type { PatientRecord } from "./record.ts";
import { componentsOf, type Component, type PseudonymType } from "./type.ts";

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
