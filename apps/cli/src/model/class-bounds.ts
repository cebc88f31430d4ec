import type { Estimate } from "@koppel/core";

/** Bounds of the share of false pairs among those of a class that no witness speaks against; undefined where there are none. */
export function shareBounds(estimate: Estimate | undefined): readonly [low: number, high: number] | undefined {
  if (estimate === undefined || estimate.open === 0) return undefined;
  return [estimate.openLow / estimate.open, estimate.openHigh / estimate.open];
}
