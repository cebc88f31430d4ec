import { nameParts, placeCharacters } from "./levels.ts";

/**
 * What is believed before a table is counted, from the shipped synthetic population (general, 200,000 persons, 12 hospitals; `bench/synth`).
 * Weights are in counts: a table of any size overrules all but the share of strangers and of kin who have one initial.
 */
export const PRIOR = {
  /** Weight of what a table tells by itself: half a count. */
  faint: 0.5,
  /** Share of two given names that begin with one letter: the sum of squared shares of initials in the Netherlands (DOMAIN, section 5). */
  sameInitial: 0.08,
  initialWeight: 3,
  /** Share of strangers of one birth group whose first letters agree but not the initial. */
  strangersShareName: 0.0007,
  /** Strangers within a provider and across live near each other alike, unless counts say otherwise. */
  placeWithinWeight: 3,
  /** Share of pairs of one person of which a duplicate number is a witness. */
  duplicate: 0.03,
  /** Duplicates vary as one person across providers does, unless counts say otherwise. */
  duplicateWeight: 1,
  /** Pairs of kin at home, a pair of one person there: twins in a population of all ages. */
  kin: 0.003,
  /** Of kin, the share whose name is written alike in its first letters only. */
  kinOtherLetters: 0.02,
  kinOtherName: 0.04,
  /** Of kin with a witness on one side, the share with one on the other too. */
  kinWitness: 0.55,
  kinWitnessWeight: 10,
  /** Kin at another level of the place, a pair of kin at home. */
  kinElsewhere: 0.15,
} as const;

/** Pairs of one person at this level of the name, a pair at the surest. @param uninitialled share of pairs of which one lacks the initial */
export function priorName(name: string, most: number, uninitialled: number): number {
  const { letters, initial } = nameParts(name);
  if (letters === 0) return name === "name-differs" ? 0.03 : 0.001;
  const share = initial === "-" ? 0.035 : initial === "?" ? uninitialled : 1;
  return share * (letters === most ? 1 : 0.011);
}

/** Pairs of one person at this level of the place, a pair at the home level. */
export function priorPlace(place: string): number {
  if (place === "place-differs") return 0.07;
  if (place === "place-missing") return 0.005;
  return placeCharacters(place) > 4 ? 1 : 0.01;
}

/** Share of strangers of one birth group who agree on a place. */
export function priorStrangersPlace(place: string): number {
  return placeCharacters(place) > 4 ? 0.0005 : 0.004;
}
