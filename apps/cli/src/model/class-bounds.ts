import type { Estimate } from "@koppel/core";

/**
 * Bounds of the number of false pairs among those of a class that no witness speaks against. The interval of an estimate is about all pairs
 * of the class; what witnesses speak against is taken off as expected.
 */
export function openBounds({ false: all, low, high, open, openFalse }: Estimate): readonly [low: number, high: number] {
  const witnessed = all - openFalse;
  return [Math.max(0, low - witnessed), Math.min(open, Math.max(openFalse, high - witnessed))];
}

/** The same as shares of these pairs; undefined where there are none. */
export function shareBounds(estimate: Estimate | undefined): readonly [low: number, high: number] | undefined {
  if (estimate === undefined || estimate.open === 0) return undefined;
  const [low, high] = openBounds(estimate);
  return [low / estimate.open, high / estimate.open];
}
