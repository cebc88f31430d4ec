/**
 * What a person may be in a key ring. A role is nothing but the compartments whose keys its holder's secret unwraps: whoever lacks a key
 * cannot do what needs it, whatever the program says (R42, R52).
 */
export const ROLES = ["operator", "reviewer", "custodian", "auditor", "analyst", "provider"] as const;

export type Role = (typeof ROLES)[number];

/** Parts of a ring that open apart. */
export const COMPARTMENTS = [
  /** Keys of registries, of the link domain and of handles: deliveries are taken in and files carried over with them. */
  "pseudonyms",
  /** Seal keys: whoever has them reads and writes what lies in the link table. */
  "table",
  /** Vouches for changes of what linking rests on: providers, purposes, models, terms. */
  "control",
  /** Opens the audit trail. */
  "trail",
  /** Opens figures in which small numbers are hidden. */
  "figures",
  /** Signs the ring: versions and principals come and go with it. */
  "custody",
  /** Keys of stage 1 and of reversible numbers, in the ring of a provider. */
  "source",
] as const;

export type Compartment = (typeof COMPARTMENTS)[number];

const OPENS: Readonly<Record<Role, readonly Compartment[]>> = {
  operator: ["pseudonyms", "table", "control", "trail", "figures"],
  reviewer: ["table", "trail"],
  // Who may let others in can let himself in: a custodian has all keys, which is why custody can be split.
  custodian: COMPARTMENTS,
  auditor: ["trail"],
  analyst: ["figures"],
  provider: ["source"],
};

/** The compartments that these roles open. */
export function compartmentsOf(roles: readonly Role[]): Compartment[] {
  return COMPARTMENTS.filter((compartment) => roles.some((role) => OPENS[role].includes(compartment)));
}

/** The roles that open a compartment. */
export function rolesFor(compartment: Compartment): Role[] {
  return ROLES.filter((role) => OPENS[role].includes(compartment));
}
