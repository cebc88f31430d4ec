import { dependence } from "./dependence.ts";
import { hearing } from "./hearing.ts";
import { kin } from "./kin.ts";
import { nameParts, placeCharacters } from "./levels.ts";
import type { MissingShares } from "./name-chance.ts";
import { total, type ByWitness, type PairCounts } from "./pair-counts.ts";
import { ParameterList, times, type Observation, type Parameter, type Product } from "./poisson-mixture.ts";
import { PRIOR, priorName, priorPlace } from "./prior.ts";
import { strangers } from "./strangers.ts";

/**
 * What a pair of local patients can be: one person; strangers who agree by chance; or kin, two people who agree because they belong
 * together (twins: name and place the same, initials mostly not). Within a provider, one person under two numbers is a duplicate.
 */
export const KINDS = ["one", "duplicate", "strangers", "kin"] as const;
export type Kind = (typeof KINDS)[number];

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

/**
 * States the expected number of pairs of each class as a sum over kinds. Pairs of one person: name and place vary by themselves, and
 * together as far as they do under one patient number. Strangers and kin: see there. Where providers give numbers, pairs within a provider are decoys, and witnesses are heard.
 *
 * @param side `other-provider`, or `no-number` for a table whose providers tell nobody apart
 */
export function kindMixture(counts: PairCounts, levels: Levels, side: "other-provider" | "no-number"): KindMixture {
  const { names, places } = levels;
  const list = new ParameterList();
  const byClass = new Map(counts.classes.map((own) => [`${own.name} ${own.place} ${own.side}`, own.pairs]));
  const pairsOf = (name: string, place: string, at: string = side): ByWitness =>
    byClass.get(`${name} ${place} ${at}`) ?? NO_PAIRS;
  const missing = missingShares(counts);
  const { surest, home } = commonest(levels, (name, place) => total(pairsOf(name, place)));
  const scale = Math.max(1, total(pairsOf(surest, home)));
  const [most] = names.map((name) => nameParts(name).letters);

  const byName = new Map(
    names.map((name) => [name, list.add(1, scale * priorName(name, most, missing.initial), PRIOR.faint)]),
  );
  const byPlace = new Map(
    places.map((place) => [
      place,
      list.add(2, place === home ? 1 : priorPlace(place) / priorPlace(home), PRIOR.faint, place === home),
    ]),
  );
  const together = dependence(counts.varied);
  const chance = strangers(list, counts, levels, side, missing);
  const twins = kin(list, levels, home, scale, missing);
  const heard = hearing(counts, home, places.findLast((place) => placeCharacters(place) > 0) ?? home, side);
  const witnessed = heard.outcomes.map((_, outcome) =>
    list.add(3, PRIOR.duplicate ** outcome, PRIOR.faint, outcome === 0),
  );

  const observations = names.flatMap((name) =>
    places.flatMap((place): KindObservation[] => {
      if (nameParts(name).letters === 0 && placeCharacters(place) === 0) return [];
      const pairs = pairsOf(name, place);
      const counted = heard.outcomes.map((group, outcome): KindObservation => {
        const one = times(
          byName.get(name)!,
          byPlace.get(place)!,
          together(name, place),
          mayBeWitnessed(name) ? witnessed[outcome] : Number(outcome === 0),
        );
        return {
          name,
          place,
          within: false,
          witnesses: group[0],
          open: outcome === 0,
          count: group.reduce((sum, n) => sum + pairs[n], 0),
          terms: [
            { kind: "one", ...one },
            { kind: "strangers", ...times(chance.across(name, place), heard.strangers(place)[outcome]) },
            { kind: "kin", ...times(twins.across(name, place), heard.kin[outcome]) },
          ],
        };
      });
      return side === "no-number" ? counted : [...counted, decoys(name, place)];
    }),
  );
  return { parameters: list.all, observations, kinInitial: twins.initial };

  function decoys(name: string, place: string): KindObservation {
    const count = total(pairsOf(name, place, "same-provider"));
    // Two numbers of one provider under two initials are two people (DOMAIN, D9).
    const usual =
      total(pairsOf(surest, home, "same-provider")) * priorName(name, most, missing.initial) * priorPlace(place);
    const double: [Kind, Product][] =
      nameParts(name).initial === "-" ? [] : [["duplicate", list.add(1, Math.max(PRIOR.faint, usual), 1)]];
    const kinds: [Kind, Product][] = [
      ["strangers", chance.within(name, place)],
      ["kin", twins.within(name, place)],
      ...double,
    ];
    const terms = kinds.map(([kind, product]) => ({ kind, ...product }));
    return { name, place, within: true, witnesses: 0, open: true, count, terms };
  }
}

const NO_PAIRS: ByWitness = [0, 0, 0];

/** Whether one person can be a witness against itself: under a duplicate number, which a provider gives under the same initial. */
function mayBeWitnessed(name: string): boolean {
  return nameParts(name).initial === "+" || nameParts(name).initial === "?";
}

function missingShares({ patients, unnamed, uninitialled }: PairCounts): MissingShares {
  const ofTwo = (share: number): number => 1 - (1 - share) ** 2;
  return {
    name: ofTwo(unnamed / Math.max(1, patients)),
    initial: ofTwo(uninitialled / Math.max(1, patients - unnamed)),
  };
}

/** The class of most pairs whose names agree in full: nearly all of them are one person. */
function commonest(
  { names, places }: Levels,
  pairs: (name: string, place: string) => number,
): { surest: string; home: string } {
  const sure = names.filter((name) => nameParts(name).letters > 0 && nameParts(name).initial !== "-");
  const classes = sure.flatMap((surest) => places.map((home) => ({ surest, home })));
  return classes.reduce((best, own) => (pairs(own.surest, own.home) > pairs(best.surest, best.home) ? own : best));
}
