import type { CountedTable } from "./counted-table.ts";
import { nameParts } from "./levels.ts";
import { total } from "./pair-counts.ts";
import { times, type ParameterList, type Product } from "./poisson-mixture.ts";
import { PRIOR } from "./prior.ts";
import { variation } from "./variation.ts";

/** Expected pairs of one person by class: across providers by witnesses, and within one under two numbers. */
export interface OnePerson {
  /** @param outcome of the hearing of witnesses, 0 being none */
  across(name: string, place: string, outcome: number): Product;
  /** Nothing where initials differ: two numbers of one provider under two initials are two people (DOMAIN, D9). */
  twice(name: string, place: string): Product | undefined;
}

/**
 * Name and place of one person vary independently of each other. A witness can speak against a pair of one person by a duplicate number,
 * which a provider gives under the same initial.
 *
 * @param outcomes number of outcomes of the hearing
 */
export function onePerson(list: ParameterList, table: CountedTable, outcomes: number): OnePerson {
  const { counts, names, places, pairs, surest, home, letters, missing } = table;
  const most = total(pairs(surest, home));
  const usual = variation(counts.varied, home, letters, missing.initial);
  const byName = new Map(names.map((name) => [name, list.add(1, most * usual.name(name), PRIOR.faint)]));
  const byPlace = new Map(places.map((place) => [place, list.add(2, usual.place(place), PRIOR.faint, place === home)]));
  const witnessed = Array.from({ length: outcomes }, (_, outcome) =>
    list.add(3, PRIOR.duplicate ** outcome, PRIOR.faint, outcome === 0),
  );
  const doubled = total(pairs(surest, home, "same-provider"));
  return {
    across: (name, place, outcome) => {
      const { initial } = nameParts(name);
      const heard = initial === "+" || initial === "?" ? witnessed[outcome] : Number(outcome === 0);
      return times(byName.get(name)!, byPlace.get(place)!, heard);
    },
    twice: (name, place) =>
      nameParts(name).initial === "-"
        ? undefined
        : list.add(1, Math.max(PRIOR.faint, doubled * usual.name(name) * usual.place(place)), PRIOR.duplicateWeight),
  };
}
