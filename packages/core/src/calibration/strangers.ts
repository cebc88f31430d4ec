import { nameParts, placeCharacters } from "./levels.ts";
import type { CountedTable } from "./counted-table.ts";
import { nameChance } from "./name-chance.ts";
import type { PairCounts } from "./pair-counts.ts";
import { times, type ParameterList, type Product } from "./poisson-mixture.ts";
import { PRIOR, priorStrangersPlace } from "./prior.ts";

/** Expected pairs of strangers who look alike by chance, by class: across providers, and within one. */
export interface Strangers {
  across(name: string, place: string): Product;
  within(name: string, place: string): Product;
}

/**
 * Strangers of a birth group agree on the name by a chance that does not depend on the place. How many possible pairs there are at each
 * level of the place is known: counted where places differ or are missing, else the pairs of which only the place agrees.
 */
export function strangers(list: ParameterList, { counts, names, places, possible, missing }: CountedTable): Strangers {
  const { placed, unplaced } = possible;
  const letters = new Map(names.map((name) => [nameParts(name).letters, name] as const).filter(([n]) => n > 0));
  const name = nameChance(
    list,
    new Map([...letters.keys()].map((n) => [n, list.add(1, PRIOR.strangersShareName, PRIOR.faint)])),
    missing,
  );
  const together = new Map(
    places
      .filter((place) => placeCharacters(place) > 0)
      .map((place) => [place, list.add(1, placed * priorStrangersPlace(place), PRIOR.faint)]),
  );
  const ratio = acrossToWithin(counts);
  // Who lives near each other goes to one hospital, so the ratio is another where places agree.
  const nearby = list.add(2, 1 / ratio, PRIOR.placeWithinWeight);
  const at = (place: string): Product | number =>
    together.get(place) ?? (place === "place-differs" ? placed : unplaced);
  const named = (level: string): Product | number =>
    level === "name-differs" ? 1 : level === "name-missing" ? missing.name : name.of(level);
  return {
    across: (level, place) => times(at(place), named(level)),
    within: (level, place) => times(at(place), named(level), together.has(place) ? nearby : 1 / ratio),
  };
}

/**
 * Chance agreements across providers for each one within: the possible pairs of each provider, weighted by how often names agree by chance
 * among its own patients. Rates of providers with few decoys are drawn towards that of all.
 */
function acrossToWithin({ providers }: PairCounts): number {
  const sum = (of: (one: PairCounts["providers"][number]) => number): number =>
    providers.reduce((all, one) => all + of(one), 0);
  const within = sum((one) => one.within);
  const decoys = sum((one) => one.decoys);
  // Each pair across stands with both of its providers.
  const plain = sum((one) => one.across) / 2 / Math.max(1, within);
  if (decoys === 0 || plain === 0) return Math.max(plain, LEAST_RATIO);
  const rate = decoys / within;
  const rateOf = (one: PairCounts["providers"][number]): number => (one.decoys + POOLED) / (one.within + POOLED / rate);
  return Math.max(LEAST_RATIO, sum((one) => one.across * rateOf(one)) / 2 / sum((one) => one.within * rateOf(one)));
}

/** Decoys of all providers together that count beside those of one. */
const POOLED = 10;
const LEAST_RATIO = 1e-6;

/** Whether the providers of this table tell any two patients of one birth group apart. */
export function hasDecoys({ providers }: PairCounts): boolean {
  return providers.some(({ within }) => within > 0);
}
