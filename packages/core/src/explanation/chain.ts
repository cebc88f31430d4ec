/** What joins two local patients of one person: a link by its weight, or what is surer than any weight. */
export type Tie = (a: number, b: number) => number | null;

/**
 * The way from one local patient to another through ties: the fewest steps, of several the one whose weakest tie is strongest, of several
 * the first. Pure. O(n^2) looks at ties for n local patients.
 *
 * @param size number of local patients
 * @param tie weight of what joins two of them directly, or null; symmetric
 * @returns local patients from `from` to `to`, both included; null where no way leads there
 */
export function chainBetween(size: number, tie: Tie, from: number, to: number): number[] | null {
  const weakest = new Float64Array(size).fill(-Infinity);
  const before = new Int32Array(size).fill(-1);
  const reached = new Set([from]);
  weakest[from] = Infinity;
  for (let edge = [from]; edge.length > 0 && !reached.has(to);) {
    const next = new Set<number>();
    for (const a of edge) {
      for (let b = 0; b < size; b++) {
        if (reached.has(b)) continue;
        const weight = tie(a, b);
        if (weight === null || (next.has(b) && Math.min(weakest[a], weight) <= weakest[b])) continue;
        weakest[b] = Math.min(weakest[a], weight);
        before[b] = a;
        next.add(b);
      }
    }
    for (const b of next) reached.add(b);
    edge = [...next].toSorted((a, b) => a - b);
  }
  if (!reached.has(to)) return null;
  const way = [to];
  while (way[0] !== from) way.unshift(before[way[0]]);
  return way;
}
