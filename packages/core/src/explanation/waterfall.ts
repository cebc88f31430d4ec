import { classify, logOdds, type Model, type PatternClass } from "../model/model.ts";
import type { Side } from "../model/pattern.ts";

/** One step from what is believed of any pair to what is believed of pairs of one class. */
export interface WaterfallStep {
  readonly step: "start" | "name" | "place" | "number" | "side";
  /** What is known from this step on; of the start, nothing. */
  readonly level: string | null;
  /** What the step adds, log-odds that the two are one person. */
  readonly logOdds: number;
  /** All steps so far together. */
  readonly total: number;
}

/**
 * Tells the weight of a class as steps: what the model says of any pair, then of those with this level of the name, then of the place too,
 * of the number, of the side. A step is what one dimension adds to those before it, so steps are no independent weights. They add up to
 * the weight of the class exactly, for all are in 64ths.
 *
 * What is not known yet is averaged over the classes that the model's levels of name and place make: each counts as often as it has open
 * pairs, and once more, so that in a model without counts all count alike. Pairs that share nothing were not counted, so `start` is about
 * those that were compared, not about any two of a birth group. Until the side is known, it is the one that no provider speaks against.
 * O(classes squared).
 */
export function waterfall(model: Model, found: PatternClass): WaterfallStep[] {
  const names = levels(model, "name");
  const places = levels(model, "place");
  const side: Side = model.classes.some((each) => each.side === "other-provider") ? "other-provider" : "no-number";
  const unnumbered = (name: string, place: string): PatternClass =>
    classify(model, { name, place, number: "number-missing" }, side, true);
  const average = (all: readonly string[]): number =>
    averageWeight(all.flatMap((name) => places.map((place) => unnumbered(name, place))));
  const totals = [
    { step: "start", level: null, total: average(names) },
    { step: "name", level: found.name, total: average([found.name]) },
    { step: "place", level: found.place, total: unnumbered(found.name, found.place).weight },
    { step: "number", level: found.number, total: classify(model, found, side, true).weight },
    { step: "side", level: found.side, total: found.weight },
  ] as const;
  return totals.map(({ step, level, total }, i) => ({
    step,
    level,
    logOdds: total - (totals[i - 1]?.total ?? 0),
    total,
  }));
}

/** Log-odds of a pair of which only is known that it is in one of these classes. */
function averageWeight(classes: readonly PatternClass[]): number {
  const counted = classes.map(({ falseShare, estimate }) => ({ falseShare, count: (estimate?.open ?? 0) + 1 }));
  const all = counted.reduce((sum, { count }) => sum + count, 0);
  return logOdds(counted.reduce((sum, { falseShare, count }) => sum + (1 - falseShare) * count, 0) / all);
}

function levels(model: Model, dimension: "name" | "place"): string[] {
  return [...new Set(model.classes.map((each) => each[dimension]))];
}
