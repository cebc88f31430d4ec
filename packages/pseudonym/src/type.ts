import { PseudonymError } from "./errors.ts";

/** What a pseudonym can be made of. `provider` is the id of the care provider, `mrn` its own patient number. */
export type Component = "bsn" | "name" | "date" | "sex" | "initial" | "postcode" | "house" | "provider" | "mrn";

/** What a type may be used for: carry a link, strengthen or weaken one, or only be counted (R5). */
export type Purpose = "individual" | "corroborate" | "report";

/** A pseudonym type as data: another one works everywhere without a change to the code. */
export interface PseudonymType {
  /** Letters and digits, a letter first, at most 16: `sNGGV`. */
  readonly name: string;
  /** The precision of each input: letters of the name (8, 4), characters of the postcode (6, 4), 1 for the others. */
  readonly inputs: Readonly<Partial<Record<Component, number>>>;
  /** The purpose unless a table says otherwise. */
  readonly purpose: Purpose;
}

/** The ten types of the national table (R1; DOMAIN section 2). */
export const catalogue: readonly PseudonymType[] = [
  { name: "B", inputs: { bsn: 1 }, purpose: "individual" },
  { name: "NGGV", inputs: { name: 8, date: 1, sex: 1, initial: 1 }, purpose: "individual" },
  { name: "sNGGV", inputs: { name: 4, date: 1, sex: 1, initial: 1 }, purpose: "individual" },
  { name: "NGG", inputs: { name: 8, date: 1, sex: 1 }, purpose: "individual" },
  { name: "sNGG", inputs: { name: 4, date: 1, sex: 1 }, purpose: "individual" },
  { name: "C", inputs: { postcode: 6, date: 1, sex: 1 }, purpose: "corroborate" },
  { name: "RGG", inputs: { postcode: 4, date: 1, sex: 1 }, purpose: "corroborate" },
  { name: "GG", inputs: { date: 1, sex: 1 }, purpose: "report" },
  { name: "A", inputs: { postcode: 6, house: 1 }, purpose: "report" },
  { name: "MRN", inputs: { provider: 1, mrn: 1 }, purpose: "individual" },
];

/** The components that a type takes, in no order that matters. */
export function componentsOf(type: PseudonymType): Component[] {
  return Object.keys(type.inputs) as Component[];
}

/**
 * The types with these names, in the order of the names.
 *
 * @throws PseudonymError UNKNOWN_TYPE
 * @example typesByName(["NGGV", "GG"]).map((type) => type.purpose); // ["individual", "report"]
 */
export function typesByName(names: readonly string[], types: readonly PseudonymType[] = catalogue): PseudonymType[] {
  return names.map((name) => {
    const type = types.find((candidate) => candidate.name === name);
    if (type !== undefined) return type;
    const known = types.map((candidate) => candidate.name).join(", ");
    throw new PseudonymError("UNKNOWN_TYPE", `There is no pseudonym type "${name}".`, `The known types are ${known}.`);
  });
}
