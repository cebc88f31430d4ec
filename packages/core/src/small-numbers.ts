/** A count as it may leave: 0, `<10`, or the number; `suppressed` where a number would give away another cell (R54, DOMAIN section 7). */
export type Told = number | "<10" | "suppressed";

/** Counts from one to this less one are not told. */
const LOWER_BOUND = 10;

/** A count as it may leave: 0, `<10` for one to nine, or the number (R54). */
export function suppressed(count: number): number | "<10" {
  return count > 0 && count < LOWER_BOUND ? "<10" : count;
}

/**
 * Parts of a total, and the total, as they may leave together: what is not told does not follow from what is (D15). Where the rest would
 * give a hidden part away, the smallest of the others is suppressed too, and so on; the total only where that does not do. O(parts²).
 *
 * @param before how far the parts may be told for other reasons; more is hidden, nothing shown
 */
export function suppressedParts(
  counts: readonly number[],
  before: readonly Told[] = counts.map(suppressed),
): { parts: Told[]; total: Told } {
  const sum = counts.reduce((a, b) => a + b, 0);
  const told = [...before];
  const others = counts
    .map((_, i) => i)
    .filter((i) => typeof told[i] === "number" && counts[i] >= LOWER_BOUND)
    .toSorted((a, b) => counts[a] - counts[b]);
  while (givenAway(counts, told)) {
    const next = others.shift();
    if (next === undefined) return { parts: told, total: sum < LOWER_BOUND ? "<10" : "suppressed" };
    told[next] = "suppressed";
  }
  return { parts: told, total: suppressed(sum) };
}

/** Whether only one value is left for a part that is not told, once the others and the total are. */
function givenAway(counts: readonly number[], told: readonly Told[]): boolean {
  const hidden = counts.flatMap((count, i) => {
    if (told[i] === "<10") return [{ count, least: 1, most: LOWER_BOUND - 1 }];
    return told[i] === "suppressed" ? [{ count, least: LOWER_BOUND, most: Infinity }] : [];
  });
  return hidden.some((part) => {
    // What the reader can work out: the sum of the hidden parts, and the bounds of each.
    const rest = hidden.filter((other) => other !== part);
    const sum = hidden.reduce((all, { count }) => all + count, 0);
    const least = Math.max(part.least, sum - rest.reduce((all, { most }) => all + most, 0));
    const most = Math.min(part.most, sum - rest.reduce((all, other) => all + other.least, 0));
    return least === most;
  });
}
