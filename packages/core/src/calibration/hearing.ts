import type { CountedTable } from "./counted-table.ts";
import { nameParts, placeCharacters } from "./levels.ts";
import { PRIOR } from "./prior.ts";
import { total, type ByWitness } from "./pair-counts.ts";

/** How pairs are told apart by their witnesses. */
export interface Hearing {
  /** Numbers of witnesses counted as one outcome; the first outcome is that of pairs which may be one person. */
  readonly outcomes: readonly (readonly number[])[];
  /** Chance of each outcome for a pair of strangers at a place, and for a pair of kin. */
  strangers(place: string): readonly number[];
  readonly kin: readonly number[];
}

/**
 * Where providers give numbers, one witness is proof: a pair with any is two people. Where they do not, there are no witnesses.
 *
 * How often kin have witnesses is found by capture and recapture: if r of those with a witness on one side have one on the other too,
 * a share (1 - r)^2 has none (Lincoln-Petersen, the two sides being the captures).
 */
export function hearing({ names, home, coarsest, side, pairs, possible }: CountedTable): Hearing {
  if (side === "no-number") return { outcomes: [[0, 1, 2]], strangers: () => [1], kin: [1] };
  const twins = names.filter((name) => nameParts(name).initial === "-");
  const [, one, both] = addUp(twins.map((name) => pairs(name, home)));
  const again = (2 * both + PRIOR.kinWitness * PRIOR.kinWitnessWeight) / (one + 2 * both + PRIOR.kinWitnessWeight);
  const everywhere = shares(possible.witnessed, [1, 0, 0], 1);
  // Who lives near each other goes to the same hospitals. Strangers they are where only the coarsest place agrees.
  const near = coarsest === home ? [] : [pairs("name-differs", coarsest)];
  const nearby = shares(addUp(near), everywhere, EVERYWHERE_WEIGHT);
  return {
    outcomes: [[0], [1], [2]],
    kin: [(1 - again) ** 2, 2 * again * (1 - again), again * again],
    strangers: (place) => (placeCharacters(place) > 0 ? nearby : everywhere),
  };
}

/** Pairs of strangers anywhere that count beside those at one place. */
const EVERYWHERE_WEIGHT = 20;

function addUp(all: readonly ByWitness[]): ByWitness {
  return all.reduce<ByWitness>((sum, pairs) => [sum[0] + pairs[0], sum[1] + pairs[1], sum[2] + pairs[2]], [0, 0, 0]);
}

function shares(pairs: ByWitness, others: readonly number[], weight: number): number[] {
  return pairs.map((n, w) => (n + weight * others[w]) / (total(pairs) + weight));
}
