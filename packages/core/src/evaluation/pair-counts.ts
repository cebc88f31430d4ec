/** How two ways to divide the same records into persons agree. */
export interface PairCounts {
  /** Pairs of records of one true person, of one person in the table, and of both. */
  readonly true: number;
  readonly linked: number;
  readonly correct: number;
  /** B-cubed: the mean over records of the share of their person, or true person, that is right (Bagga and Baldwin 1998). */
  readonly bcubedPrecision: number;
  readonly bcubedRecall: number;
}

/** Counts pairs from group sizes alone. O(records). @param person, truth by record: a number below 2^26 */
export function countPairs(person: readonly number[], truth: readonly number[]): PairCounts {
  const inPerson = sizes(person);
  const inTruth = sizes(truth);
  const inBoth = sizes(person.map((number, i) => number * CELL + truth[i]));
  let precision = 0;
  let recall = 0;
  for (const [cell, n] of inBoth) {
    precision += (n * n) / inPerson.get(Math.floor(cell / CELL))!;
    recall += (n * n) / inTruth.get(cell % CELL)!;
  }
  const records = Math.max(1, person.length);
  return {
    true: pairsIn(inTruth),
    linked: pairsIn(inPerson),
    correct: pairsIn(inBoth),
    bcubedPrecision: person.length === 0 ? 1 : precision / records,
    bcubedRecall: person.length === 0 ? 1 : recall / records,
  };
}

const CELL = 2 ** 26;

function sizes(values: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

function pairsIn(groups: ReadonlyMap<number, number>): number {
  let pairs = 0;
  for (const n of groups.values()) pairs += (n * (n - 1)) / 2;
  return pairs;
}
