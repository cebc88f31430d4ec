/** Draws intervals of small counts away from nothing. */
const HALF = 0.5;

/** How far estimates of false pairs of one class went wrong in tables whose truth is known, as ratios. */
export class EstimateErrors {
  readonly #two: number[] = [];
  readonly #one: number[] = [];

  /** Takes a table in which so many of the pairs were two people. */
  add(actual: number, estimated: number, pairs: number): void {
    this.#two.push((actual + HALF) / (estimated + HALF));
    this.#one.push((Math.max(0, pairs - actual) + HALF) / (Math.max(0, pairs - estimated) + HALF));
  }

  /**
   * The 95 % interval of the number of false pairs, by how far such estimates are off, and by how far the rest, pairs of one person, is
   * off: where nearly all pairs are false, the few that are not decide.
   */
  bounds(estimated: number, pairs: number): [low: number, high: number] {
    const rest = Math.max(0, pairs - estimated);
    const low = Math.min(at(estimated, this.#two, 0.025), pairs - at(rest, this.#one, 0.975));
    const high = Math.max(at(estimated, this.#two, 0.975), pairs - at(rest, this.#one, 0.025));
    return [Math.min(pairs, Math.max(0, low - HALF)), Math.min(pairs, Math.max(0, high + HALF))];
  }
}

function at(estimated: number, ratios: readonly number[], share: number): number {
  const sorted = ratios.toSorted((a, b) => a - b);
  return (estimated + HALF) * sorted[Math.round(share * (ratios.length - 1))] - HALF;
}
