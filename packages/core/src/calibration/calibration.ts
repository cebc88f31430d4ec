import type { Method } from "../model/model.ts";
import { estimateClasses, totalKinds, type ClassEstimate, type KindTotals } from "./class-estimate.ts";
import { total, type PairCounts } from "./pair-counts.ts";
import { unnumbered } from "./unnumbered.ts";
import { countedTable, type EstimatedSide, type Levels } from "./counted-table.ts";
import { kindMixture, type KindMixture } from "./pair-kinds.ts";
import { EstimateErrors } from "./estimate-errors.ts";
import { fitMixture } from "./poisson-mixture.ts";
import { hasDecoys } from "./strangers.ts";
import { worlds } from "./worlds.ts";

/** An estimate with the 95 % intervals in which the numbers of false pairs and of open false pairs lie. */
export interface BoundedEstimate extends ClassEstimate {
  readonly low: number;
  readonly high: number;
  readonly openLow: number;
  readonly openHigh: number;
}

/** What counts tell of every class of a table. */
export interface Calibration {
  readonly method: Exclude<Method, "default">;
  readonly classes: readonly BoundedEstimate[];
  /** All pairs that agree on anything, by what they are expected to be. */
  readonly kinds: KindTotals;
}

const WORLDS = 200;
const SEED = 0.5;
/**
 * Estimates for every pattern class how many of its pairs are two people, without any labels.
 *
 * Where providers give numbers, two numbers of one provider are two people and show what chance and kinship look like; else the pattern
 * counts alone must do, with what is usual. O(worlds x fit): about a second, whatever the size of the table.
 */
export function calibrate(counts: PairCounts, levels: Levels): Calibration {
  const side = commonerSide(counts);
  const mixture = kindMixture(countedTable(counts, levels, side));
  const values = fitMixture(mixture.parameters, mixture.observations);
  const classes = withIntervals(counts, levels, side, mixture, values);
  return {
    method: side === "other-provider" && hasDecoys(counts) ? "decoys" : "patterns",
    classes: side === "other-provider" ? [...classes, ...unnumbered(counts, classes)] : classes,
    kinds: totalKinds(mixture, values),
  };
}

/** Whose pairs there are more of: those of numbered patients of two providers, or those of which one has no number. */
function commonerSide({ classes }: PairCounts): EstimatedSide {
  const pairsOf = (side: EstimatedSide): number =>
    classes.reduce((sum, own) => sum + (own.side === side ? total(own.pairs) : 0), 0);
  return pairsOf("other-provider") >= pairsOf("no-number") ? "other-provider" : "no-number";
}

function withIntervals(
  counts: PairCounts,
  levels: Levels,
  side: EstimatedSide,
  mixture: KindMixture,
  values: Float64Array,
): BoundedEstimate[] {
  const off = new Map<string, { readonly all: EstimateErrors; readonly open: EstimateErrors }>();
  const draw = worlds(counts, mixture, values, side, SEED);
  for (let n = 0; n < WORLDS; n++) {
    const world = draw.next().value;
    const again = kindMixture(countedTable(world.counts, levels, side));
    const fitted = fitMixture(again.parameters, again.observations, values);
    for (const estimate of estimateClasses(again, fitted, side)) {
      const key = keyOf(estimate);
      const known = off.get(key) ?? { all: new EstimateErrors(), open: new EstimateErrors() };
      off.set(key, known);
      known.all.add(world.false.get(key) ?? 0, estimate.false, estimate.pairs);
      known.open.add(world.openFalse.get(key) ?? 0, estimate.openFalse, estimate.open);
    }
  }
  return estimateClasses(mixture, values, side).map((estimate) => {
    const { all, open } = off.get(keyOf(estimate))!;
    const [low, high] = all.bounds(estimate.false, estimate.pairs);
    const [openLow, openHigh] = open.bounds(estimate.openFalse, estimate.open);
    return { ...estimate, low, high, openLow, openHigh };
  });
}

function keyOf({ name, place, side }: ClassEstimate): string {
  return `${name} ${place} ${side}`;
}
