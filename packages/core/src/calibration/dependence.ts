import type { Varied } from "./pair-counts.ts";

/** Patients that count for independence beside those of the table. */
const WEIGHT = 20;

/**
 * How much more often than by themselves a level of the name and one of the place come together in one person, from what providers said
 * of one patient number first and last: who marries may change both. 1 where they are independent, and where too few varied to tell.
 */
export function dependence(varied: readonly Varied[]): (name: string, place: string) => number {
  const all = varied.reduce((sum, { patients }) => sum + patients, 0);
  const sumOf = (holds: (own: Varied) => boolean): number =>
    varied.reduce((sum, own) => sum + (holds(own) ? own.patients : 0), 0);
  return (name, place) => {
    const together = sumOf((own) => own.name === name && own.place === place);
    const independent = all === 0 ? 0 : (sumOf((own) => own.name === name) * sumOf((own) => own.place === place)) / all;
    return (together + WEIGHT) / (independent + WEIGHT);
  };
}
