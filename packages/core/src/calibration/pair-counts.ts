import type { Side } from "../model/pattern.ts";

/** How many of the two patients of a pair have a witness that speaks against it: none, one or both. */
export type ByWitness = readonly [none: number, one: number, both: number];

/** Pairs of local patients of one pattern class, whatever the model in force makes of them. */
export interface ClassPairs {
  readonly name: string;
  readonly place: string;
  readonly side: Side;
  readonly pairs: ByWitness;
}

/** All pairs of local patients that share a birth group, by side; most of them have nothing else in common. */
export interface PossiblePairs {
  readonly side: Side;
  /** Both have a place, or one of them has none. */
  readonly placed: number;
  readonly unplaced: number;
  /** Pairs, placed or not, by witness. */
  readonly witnessed: ByWitness;
}

/** The pairs that one provider takes part in. */
interface ProviderPairs {
  readonly provider: number;
  /** Possible pairs within it, and with patients of others. */
  readonly within: number;
  readonly across: number;
  /** Pairs within it whose names agree, but neither initial nor place does: two people by chance (decoys). */
  readonly decoys: number;
}

/** Local patients by how far what a provider last said of them agrees with what it first said: how one person's values vary. */
export interface Varied {
  readonly name: string;
  readonly place: string;
  readonly patients: number;
}

/** What calibration counts in a table: no value, no patient, only how many pairs there are of what. */
export interface PairCounts {
  readonly classes: readonly ClassPairs[];
  readonly possible: readonly PossiblePairs[];
  readonly providers: readonly ProviderPairs[];
  readonly varied: readonly Varied[];
  /** Local patients with a birth group, those of them without a name, and those with a name but without an initial. */
  readonly patients: number;
  readonly unnamed: number;
  readonly uninitialled: number;
}

/** Counts of several parts of a table as one. */
export function addCounts(parts: readonly PairCounts[]): PairCounts {
  const sum = (of: (part: PairCounts) => number): number => parts.reduce((total, part) => total + of(part), 0);
  return {
    classes: merge(
      parts.flatMap(({ classes }) => classes),
      ({ name, place, side }) => `${name} ${place} ${side}`,
      (a, b) => ({ ...a, pairs: addWitnesses(a.pairs, b.pairs) }),
    ),
    possible: merge(
      parts.flatMap(({ possible }) => possible),
      ({ side }) => side,
      (a, b) => ({
        side: a.side,
        placed: a.placed + b.placed,
        unplaced: a.unplaced + b.unplaced,
        witnessed: addWitnesses(a.witnessed, b.witnessed),
      }),
    ),
    providers: merge(
      parts.flatMap(({ providers }) => providers),
      ({ provider }) => String(provider),
      (a, b) => ({
        provider: a.provider,
        within: a.within + b.within,
        across: a.across + b.across,
        decoys: a.decoys + b.decoys,
      }),
    ),
    varied: merge(
      parts.flatMap(({ varied }) => varied),
      ({ name, place }) => `${name} ${place}`,
      (a, b) => ({ ...a, patients: a.patients + b.patients }),
    ),
    patients: sum(({ patients }) => patients),
    unnamed: sum(({ unnamed }) => unnamed),
    uninitialled: sum(({ uninitialled }) => uninitialled),
  };
}

/** All pairs of a class, witnesses or not. */
export function total([none, one, both]: ByWitness): number {
  return none + one + both;
}

function addWitnesses(a: ByWitness, b: ByWitness): ByWitness {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
}

/** Items of one key as one, in the order of their keys. */
function merge<T>(items: readonly T[], keyOf: (item: T) => string, add: (a: T, b: T) => T): T[] {
  const groups = [...Map.groupBy(items, keyOf)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return groups.map(([, same]) => same.reduce(add));
}
