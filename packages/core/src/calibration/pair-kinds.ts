import type { CountedTable } from "./counted-table.ts";
import { hearing } from "./hearing.ts";
import { kin } from "./kin.ts";
import { nameParts, placeCharacters } from "./levels.ts";
import { onePerson } from "./one-person.ts";
import { total } from "./pair-counts.ts";
import { ParameterList, times, type Observation, type Parameter, type Product, type Term } from "./poisson-mixture.ts";
import { strangers } from "./strangers.ts";

/**
 * What a pair of local patients can be: one person; strangers who agree by chance; or kin, two people who agree because they belong
 * together (twins: name and place the same, initials mostly not). Within a provider, one person under two numbers is a duplicate.
 */
export type Kind = "one" | "duplicate" | "strangers" | "kin";

/** Pairs of one class that were counted, and the kinds they may be of. */
export interface KindObservation extends Observation<Kind> {
  readonly name: string;
  readonly place: string;
  readonly within: boolean;
  /** How many witnesses speak against these pairs, at least. */
  readonly witnesses: number;
  /** The pairs may be one person for all that witnesses say. */
  readonly open: boolean;
}

/** The pairs of a table as a mixture of kinds. */
export interface KindMixture {
  readonly parameters: readonly Parameter[];
  readonly observations: readonly KindObservation[];
  /** Positions of the parameters of the initials of kin, of which only the prior tells. */
  readonly kinInitial: readonly [same: number, other: number];
}

/**
 * States the expected number of pairs of each class, by witnesses, as a sum over kinds (`onePerson`, `strangers`, `kin`). Where providers
 * give numbers, pairs within a provider are decoys. Classes in which nothing agrees are left out.
 */
export function kindMixture(table: CountedTable): KindMixture {
  const list = new ParameterList();
  const heard = hearing(table);
  const person = onePerson(list, table, heard.outcomes.length);
  const chance = strangers(list, table);
  const twins = kin(list, table);

  const across = (name: string, place: string): KindObservation[] =>
    heard.outcomes.map((witnesses, outcome) => ({
      name,
      place,
      within: false,
      witnesses: witnesses[0],
      open: outcome === 0,
      count: witnesses.reduce((sum, n) => sum + table.pairs(name, place)[n], 0),
      terms: terms({
        one: person.across(name, place, outcome),
        strangers: times(chance.across(name, place), heard.strangers(place)[outcome]),
        kin: times(twins.across(name, place), heard.kin[outcome]),
      }),
    }));
  const within = (name: string, place: string): KindObservation => ({
    name,
    place,
    within: true,
    witnesses: 0,
    open: true,
    count: total(table.pairs(name, place, "same-provider")),
    terms: terms({
      duplicate: person.twice(name, place),
      strangers: chance.within(name, place),
      kin: twins.within(name, place),
    }),
  });
  const classes = table.names
    .flatMap((name) => table.places.map((place) => ({ name, place })))
    .filter(({ name, place }) => nameParts(name).letters > 0 || placeCharacters(place) > 0);
  const observations = classes.flatMap(({ name, place }) => [
    ...across(name, place),
    ...(table.side === "other-provider" ? [within(name, place)] : []),
  ]);
  return { parameters: list.all, observations, kinInitial: twins.initial };
}

function terms(kinds: Readonly<Partial<Record<Kind, Product | undefined>>>): Term<Kind>[] {
  return Object.entries(kinds).flatMap(([kind, product]) =>
    product === undefined ? [] : [{ kind: kind as Kind, ...product }],
  );
}
