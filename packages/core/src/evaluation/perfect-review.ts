import { UnionFind } from "../linking/union-find.ts";

/** What a perfect reviewer says of cases of one kind. */
export interface ReviewAnswers {
  readonly kind: string;
  /** Cases in which at least two of the persons asked about are one. */
  readonly same: number;
  /** Cases in which no two are. */
  readonly different: number;
  /** Cases of which the truth knows fewer than two persons. */
  readonly unknown: number;
}

/** The table after a perfect review. */
export interface PerfectReview {
  /** Persons that are then one with another: by number, the number of that. */
  readonly joined: ReadonlyMap<number, number>;
  readonly answers: readonly ReviewAnswers[];
}

/**
 * What a perfect reviewer of all cases would answer and join: a case shows persons, so the reviewer joins whole persons, within each
 * case those whose records are mostly of one true person, and cannot take apart what was linked wrongly. O(records + persons asked about).
 *
 * @param person, truth by record
 */
export function reviewPerfectly(
  cases: readonly { readonly kind: string; readonly persons: readonly number[] }[],
  person: readonly number[],
  truth: readonly number[],
): PerfectReview {
  const numbers = [...new Set(cases.flatMap(({ persons }) => persons))];
  const placeOf = new Map(numbers.map((number, place) => [number, place]));
  const majority = majorities(person, truth, placeOf);
  const sets = new UnionFind(numbers.length);
  const said = cases.map(({ kind, persons }) => {
    const known = persons.map((number) => placeOf.get(number)!).filter((place) => majority[place] !== undefined);
    const one = [...Map.groupBy(known, (place) => majority[place]).values()];
    for (const places of one) for (const place of places) sets.union(places[0], place);
    return { kind, answer: known.length < 2 ? "unknown" : one.length < known.length ? "same" : "different" };
  });
  return {
    joined: new Map(numbers.flatMap((number, i) => (sets.find(i) === i ? [] : [[number, numbers[sets.find(i)]]]))),
    answers: [...Map.groupBy(said, ({ kind }) => kind)].map(([kind, own]) => {
      const count = (wanted: string): number => own.filter(({ answer }) => answer === wanted).length;
      return { kind, same: count("same"), different: count("different"), unknown: count("unknown") };
    }),
  };
}

/** By place: the true person of most records of that person, of several the lowest; undefined where the truth names none. */
function majorities(
  person: readonly number[],
  truth: readonly number[],
  placeOf: ReadonlyMap<number, number>,
): (number | undefined)[] {
  const votes = Array.from(placeOf, () => new Map<number, number>());
  person.forEach((number, i) => {
    const place = placeOf.get(number);
    if (place !== undefined) votes[place].set(truth[i], (votes[place].get(truth[i]) ?? 0) + 1);
  });
  return votes.map((counts) => [...counts].toSorted((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0]);
}
