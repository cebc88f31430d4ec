/** A count that may leave: as it is, `<10`, or hidden because it would give another one away. */
export type SafeCount = number | "<10" | "suppressed";

/** Groups below this are not told (R54). */
const SMALL = 10;

/** Whether a count is neither none nor enough to be told. Estimates count as rounded. */
export function isSmall(count: number): boolean {
  return Math.round(count) > 0 && Math.round(count) < SMALL;
}

/**
 * Counts side by side, such as one figure of all hospitals, as they may leave (R54): 0, `<10`, or the number. Where one alone would be
 * hidden, a total would give it away, so the next smallest is hidden with it (D15).
 *
 * @example safeCounts([0, 4, 250, 31]); // [0, "<10", 250, "suppressed"]
 */
export function safeCounts(counts: readonly number[]): SafeCount[] {
  const small = counts.filter(isSmall).length;
  const second = Math.min(...counts.filter((count) => Math.round(count) >= SMALL));
  const hidden = small === 1 ? counts.indexOf(second) : -1;
  return counts.map((count, i) => (isSmall(count) ? "<10" : i === hidden ? "suppressed" : Math.round(count)));
}
