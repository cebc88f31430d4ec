import { priorName, priorPlace } from "./prior.ts";
import type { Varied } from "./pair-counts.ts";

/** Patients that the shipped expectation counts beside those of the table. */
const WEIGHT = 1000;

/** How often values of one person vary, before pairs are looked at: at which levels two registrations of one person agree. */
export interface Variation {
  /** Pairs of one person at a level of the name, a pair at the surest. */
  name(level: string): number;
  /** Pairs of one person at a level of the place, a pair at the home level. */
  place(level: string): number;
}

/**
 * What is usual, as far as the table's own patient numbers do not say otherwise: what providers last said of a patient against what they
 * first said. It is where the fit begins; between providers values vary more, for nobody corrects the one by the other.
 *
 * @param letters most letters that tell names apart; @param uninitialled share of pairs of which one lacks the initial
 */
export function variation(varied: readonly Varied[], home: string, letters: number, uninitialled: number): Variation {
  const share = (usual: number, holds: (own: Varied) => boolean): number => {
    const patients = varied.reduce((sum, own) => sum + (holds(own) ? own.patients : 0), 0);
    return (patients + WEIGHT * usual) / (all + WEIGHT);
  };
  const all = varied.reduce((sum, own) => sum + own.patients, 0);
  return {
    name: (level) => share(priorName(level, letters, uninitialled), ({ name }) => name === level),
    place: (level) =>
      level === home ? 1 : share(priorPlace(level) / priorPlace(home), ({ place }) => place === level),
  };
}
