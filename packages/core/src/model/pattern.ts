import type { PseudonymType } from "@koppel/pseudonym";

/** How far two birth names agree: letters and what the initials say, or `name-differs`, `name-missing`. */
type NameLevel = string;
/** How far two postcodes agree: characters, or `place-differs`, `place-missing`. */
type PlaceLevel = string;
/** What the citizen service numbers say, where they may be used at all. */
type NumberLevel = "number-same" | "number-differs" | "number-missing";
/**
 * Who gave two local patients their numbers: two providers, one provider (which thereby says that they are two people), or nobody
 * for one of them, so that no provider can be called to witness.
 */
export const SIDES = ["other-provider", "same-provider", "no-number"] as const;
export type Side = (typeof SIDES)[number];

/** What two local patients of one birth group say about each other, nested types folded into levels. */
export interface Pattern {
  readonly name: NameLevel;
  readonly place: PlaceLevel;
  readonly number: NumberLevel;
}

/**
 * Folds which types agree and which both sides have into levels, one a dimension (DESIGN, section 5).
 *
 * Nested types are one piece of evidence: agreement on NGGV, NGG and sNGG is one level, not three. The levels come from the
 * inputs of the types, so other types need no change here. O(types).
 *
 * @param types the types that count as evidence; bit t of the masks is `types[t]`
 * @param agree types with a value in common; @param present types with a value on both sides
 * @example foldPattern(typesByName(["NGGV", "NGG", "C"]), 0b010, 0b111); // name8-initial, place-differs
 */
export function foldPattern(types: readonly PseudonymType[], agree: number, present: number): Pattern {
  return {
    name: nameLevel(types, agree, present),
    place: placeLevel(types, agree, present),
    number: numberLevel(types, agree, present),
  };
}

/** `+` same initial, `?` initial missing, `-` other initial. */
function nameLevel(types: readonly PseudonymType[], agree: number, present: number): NameLevel {
  const named = maskOf(types, (type) => type.inputs.name !== undefined);
  const initialled = maskOf(types, (type) => type.inputs.initial !== undefined);
  if ((agree & named) === 0) return present & named ? "name-differs" : "name-missing";
  for (const letters of precisions(types, "name")) {
    const here = maskOf(types, (type) => type.inputs.name === letters);
    if (agree & here & initialled) return `name${letters}+initial`;
    if ((agree & here) === 0) continue;
    // A type with the initial at these letters that is there and disagrees outweighs one at fewer letters that agrees.
    if (present & here & initialled) return `name${letters}-initial`;
    // A type of more letters than agree differs whatever the initial is.
    const telling = maskOf(types, (type) => type.inputs.initial !== undefined && (type.inputs.name ?? 0) < letters);
    if (agree & telling) return `name${letters}+initial`;
    return present & telling ? `name${letters}-initial` : `name${letters}?initial`;
  }
  throw new RangeError("a type that agrees has no precision");
}

function placeLevel(types: readonly PseudonymType[], agree: number, present: number): PlaceLevel {
  const placed = maskOf(types, isPlace);
  if ((agree & placed) === 0) return present & placed ? "place-differs" : "place-missing";
  const characters = types.map((type, t) => (agree & placed & (1 << t) ? type.inputs.postcode! : 0));
  return `place${Math.max(...characters)}`;
}

function numberLevel(types: readonly PseudonymType[], agree: number, present: number): NumberLevel {
  const numbers = maskOf(types, (type) => type.inputs.bsn !== undefined);
  if (agree & numbers) return "number-same";
  return present & numbers ? "number-differs" : "number-missing";
}

/** Whether a type places a person: a postcode with birth date and sex. A bare address says nothing about a person (Newcombe 1993). */
function isPlace(type: PseudonymType): boolean {
  return type.inputs.postcode !== undefined && type.inputs.date !== undefined;
}

/** The precisions at which types take a component, most precise first. */
export function precisions(types: readonly PseudonymType[], component: "name" | "postcode"): number[] {
  return [...new Set(types.map((type) => type.inputs[component] ?? 0))].filter((p) => p > 0).toSorted((a, b) => b - a);
}

/** Bits of the types for which the predicate holds. */
export function maskOf(types: readonly PseudonymType[], holds: (type: PseudonymType) => boolean): number {
  return types.reduce((mask, type, t) => (holds(type) ? mask | (1 << t) : mask), 0);
}
