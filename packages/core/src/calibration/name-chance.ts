import { nameParts } from "./levels.ts";
import { times, type ParameterList, type Product } from "./poisson-mixture.ts";
import { PRIOR } from "./prior.ts";

/** Shares of pairs of local patients of which one lacks a component. */
export interface MissingShares {
  readonly name: number;
  readonly initial: number;
}

/** The chance that two different people agree on a name, and what the initials then say. */
export interface NameChance {
  /** Level of the name in which letters agree. */
  of(name: string): Product;
  /** Positions of the parameters for one initial and for two. */
  readonly initial: readonly [same: number, other: number];
}

/**
 * Names agree by a parameter for each number of letters; initials by one for all, since a given name does not depend on the surname.
 *
 * @param letters the parameter of each number of letters
 */
export function nameChance(
  list: ParameterList,
  letters: ReadonlyMap<number, Product>,
  missing: MissingShares,
): NameChance {
  const odds = (1 - PRIOR.sameInitial) / PRIOR.sameInitial;
  const same = list.add(2, PRIOR.sameInitial, PRIOR.initialWeight);
  const other = list.add(2, 1 - PRIOR.sameInitial, PRIOR.initialWeight * odds);
  return {
    initial: [same.parameters[0], other.parameters[0]],
    of: (name) => {
      const parts = nameParts(name);
      const agree = letters.get(parts.letters)!;
      if (parts.initial === "?") return times(agree, missing.initial);
      return times(agree, 1 - missing.initial, parts.initial === "+" ? same : other);
    },
  };
}
