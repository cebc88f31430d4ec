import { nameParts } from "./levels.ts";
import type { CountedTable } from "./counted-table.ts";
import { nameChance } from "./name-chance.ts";
import { total } from "./pair-counts.ts";
import { times, type ParameterList, type Product } from "./poisson-mixture.ts";
import { PRIOR } from "./prior.ts";

/** Expected pairs of kin by class: across providers, and within one; and what the prior alone says of their initials. */
export interface Kin {
  across(name: string, place: string): Product;
  within(name: string, place: string): Product;
  readonly initial: readonly [same: number, other: number];
}

/**
 * Kin have one birth date, sex and surname, and mostly one home, but are two people: twins. Name and place vary independently of each
 * other, the place otherwise within a provider than across.
 */
export function kin(list: ParameterList, { names, places, pairs, surest, home, missing }: CountedTable): Kin {
  const scale = total(pairs(surest, home));
  const counts = [...new Set(names.map((name) => nameParts(name).letters))].filter((n) => n > 0);
  const [most] = counts;
  const share = (n: number): Product =>
    list.add(1, PRIOR.kin * scale * (n === most ? 1 : PRIOR.kinOtherLetters), n === most ? 1 : PRIOR.faint);
  const letters = new Map(counts.map((n) => [n, share(n)]));
  const otherName = list.add(1, PRIOR.kin * scale * PRIOR.kinOtherName, PRIOR.faint);
  const name = nameChance(list, letters, missing);
  const across = new Map(
    places.map((place) => [place, list.add(3, place === home ? 1 : PRIOR.kinElsewhere, PRIOR.faint, place === home)]),
  );
  const within = new Map(places.map((place) => [place, list.add(3, 1, PRIOR.faint)]));
  const named = (level: string): Product =>
    level === "name-differs"
      ? otherName
      : level === "name-missing"
        ? times(letters.get(most)!, missing.name)
        : name.of(level);
  return {
    across: (level, place) => times(named(level), across.get(place)!),
    within: (level, place) => times(named(level), within.get(place)!),
    initial: name.initial,
  };
}
