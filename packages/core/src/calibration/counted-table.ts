import type { MissingShares } from "./name-chance.ts";
import { nameParts, placeCharacters } from "./levels.ts";
import { total, type ByWitness, type PairCounts, type PossiblePairs } from "./pair-counts.ts";

/** Levels of name and place that the types of a table can tell apart, most precise first. */
export interface Levels {
  readonly names: readonly string[];
  readonly places: readonly string[];
}

/** All levels at these precisions. */
export function levelsOf(letters: readonly number[], characters: readonly number[]): Levels {
  const names = letters.flatMap((n) => ["+", "?", "-"].map((sign) => `name${n}${sign}initial`));
  return {
    names: [...names, "name-differs", "name-missing"],
    places: [...characters.map((n) => `place${n}`), "place-differs", "place-missing"],
  };
}

/** Whose pairs are estimated: those of two providers, or, in a table whose providers tell nobody apart, all. */
export type EstimatedSide = "other-provider" | "no-number";

/** The counts of a table as the kinds of pairs look at them. */
export interface CountedTable extends Levels {
  readonly counts: PairCounts;
  readonly side: EstimatedSide;
  /** Pairs of a class; of the estimated side unless another is named. */
  pairs(name: string, place: string, side?: "same-provider"): ByWitness;
  /** Possible pairs of the estimated side that have nothing else in common. */
  readonly possible: PossiblePairs;
  readonly missing: MissingShares;
  /** The class that is nearly all one person: the commonest in which names agree. */
  readonly surest: string;
  readonly home: string;
  /** The level at which places agree in the fewest characters; `home` where there is none. */
  readonly coarsest: string;
  /** Most letters that tell names apart. */
  readonly letters: number;
}

/** Makes counts ready. O(classes). */
export function countedTable(counts: PairCounts, levels: Levels, side: EstimatedSide): CountedTable {
  const byClass = new Map(counts.classes.map((own) => [`${own.name} ${own.place} ${own.side}`, own.pairs]));
  const pairs = (name: string, place: string, at: string = side): ByWitness =>
    byClass.get(`${name} ${place} ${at}`) ?? NO_PAIRS;
  const sure = levels.names.filter((name) => nameParts(name).letters > 0 && nameParts(name).initial !== "-");
  const [commonest] = sure
    .flatMap((surest) => levels.places.map((home) => ({ surest, home })))
    .toSorted((a, b) => total(pairs(b.surest, b.home)) - total(pairs(a.surest, a.home)));
  return {
    ...levels,
    ...commonest,
    counts,
    side,
    pairs,
    possible: counts.possible.find((own) => own.side === side)!,
    missing: missingShares(counts),
    coarsest: levels.places.findLast((place) => placeCharacters(place) > 0) ?? commonest.home,
    letters: Math.max(...sure.map((name) => nameParts(name).letters)),
  };
}

const NO_PAIRS: ByWitness = [0, 0, 0];

function missingShares({ patients, unnamed, uninitialled }: PairCounts): MissingShares {
  // What nobody lacks yet somebody will.
  const ofTwo = (lacking: number, all: number): number => 1 - (1 - (lacking + 1) / (all + 2)) ** 2;
  return { name: ofTwo(unnamed, patients), initial: ofTwo(uninitialled, patients - unnamed) };
}
