import type { Side } from "../model/pattern.ts";
import type { EstimatedSide } from "./counted-table.ts";
import type { Kind, KindMixture, KindObservation } from "./pair-kinds.ts";
import { valueOf } from "./poisson-mixture.ts";

/** How many pairs of one pattern class are two people, as far as counts can tell. */
export interface ClassEstimate {
  readonly name: string;
  readonly place: string;
  readonly side: Side;
  /** Pairs counted, and how many of them are expected to be two people. */
  readonly pairs: number;
  readonly false: number;
  /** Pairs that no witness speaks against, and how many of them are expected to be two people: what links of this class risk. */
  readonly open: number;
  readonly openFalse: number;
  /** The share of such pairs that are two people, also where there are none yet. */
  readonly falseShare: number;
}

/** Shares out the pairs of each class over kinds, at fitted values of the parameters. */
export function estimateClasses(
  { observations }: KindMixture,
  values: Float64Array,
  side: EstimatedSide,
): ClassEstimate[] {
  const classes = Map.groupBy(observations, ({ name, place, within }) => `${name} ${place} ${within}`);
  return [...classes.values()].map((own) => {
    const shares = new Map(own.map((observation) => [observation, falseShareOf(observation, values)]));
    const open = own.find((observation) => observation.open)!;
    const count = own.reduce((sum, observation) => sum + observation.count, 0);
    return {
      name: open.name,
      place: open.place,
      side: open.within ? "same-provider" : side,
      pairs: count,
      false: own.reduce((sum, observation) => sum + observation.count * shares.get(observation)!, 0),
      open: open.count,
      openFalse: open.count * shares.get(open)!,
      falseShare: shares.get(open)!,
    };
  });
}

/** Pairs of all classes by what they are expected to be. */
export type KindTotals = Readonly<Record<Kind, number>>;

/** Shares out all pairs over kinds, at fitted values of the parameters. */
export function totalKinds({ observations }: KindMixture, values: Float64Array): KindTotals {
  const totals = { one: 0, duplicate: 0, strangers: 0, kin: 0 };
  for (const { count, terms } of observations) {
    const worth = terms.map((term) => valueOf(term, values));
    const all = worth.reduce((sum, value) => sum + value, 0);
    if (all > 0) for (const [t, { kind }] of terms.entries()) totals[kind] += (count * worth[t]) / all;
  }
  return totals;
}

function falseShareOf({ terms }: KindObservation, values: Float64Array): number {
  const worth = terms.map((term) => valueOf(term, values));
  const all = worth.reduce((sum, value) => sum + value, 0);
  const people = worth.reduce((sum, value, t) => sum + (isTwoPeople(terms[t].kind) ? value : 0), 0);
  return all > 0 ? people / all : 1;
}

/** Strangers and kin are two people. */
export function isTwoPeople(kind: string): boolean {
  return kind === "strangers" || kind === "kin";
}
