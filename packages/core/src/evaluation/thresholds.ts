import type { Action } from "../model/model.ts";

/** Pairs of local patients of one pattern class across providers, linked or not, and what the model in force makes of them. */
export interface ClassOutcome {
  readonly class: string;
  readonly action: Action;
  readonly falseShare: number;
  /** Of all pairs of the class, told apart by a witness or not, the share that the model expects to be two people. */
  readonly expectedFalse: number;
  /** False where only types agree that must not carry a link. */
  readonly mayLink: boolean;
  readonly pairs: number;
  readonly correct: number;
}

/** Where the links would stand if this class and all before it linked, and no other. */
export interface ThresholdPoint {
  /** The last class. */
  readonly class: string;
  readonly pairs: number;
  readonly correct: number;
  readonly precision: number;
  readonly recall: number;
}

/** What thresholds over pattern classes can reach: the model's order of the classes, and the best there is. */
export interface Thresholds {
  /** True pairs of local patients across providers, wherever they are: what recall is a share of. */
  readonly true: number;
  /** All classes met, surest for the model first. */
  readonly classes: readonly ClassOutcome[];
  /** A point for each threshold of the model, from strict to lax. */
  readonly curve: readonly ThresholdPoint[];
  /** The best that any threshold could do with the truth known. */
  readonly oracle: readonly ThresholdPoint[];
  /** The same over the classes that may link under the purposes in force. */
  readonly boundOracle: readonly ThresholdPoint[];
}

/**
 * Precision and recall at every threshold over classes, in the order of the model and in that of the truth. O(classes log classes).
 *
 * No order of whole classes reaches more pairs of one person among so many pairs than that of their true shares.
 *
 * @param all true pairs across providers, also those that share nothing or are in different birth groups
 */
export function thresholds(classes: readonly ClassOutcome[], all: number): Thresholds {
  const byModel = classes.toSorted((a, b) => a.falseShare - b.falseShare || byName(a, b));
  const byTruth = classes.toSorted(
    (a, b) => b.correct / b.pairs - a.correct / a.pairs || b.pairs - a.pairs || byName(a, b),
  );
  const points = cumulate(byModel, all);
  return {
    true: all,
    classes: byModel,
    // Classes that the model believes alike stand or fall together.
    curve: points.filter((_, i) => byModel[i].falseShare !== byModel[i + 1]?.falseShare),
    oracle: cumulate(byTruth, all),
    boundOracle: cumulate(
      byTruth.filter(({ mayLink }) => mayLink),
      all,
    ),
  };
}

/** Recall of the longest prefix of a curve that keeps a precision; 0 where none does. */
export function recallAt(curve: readonly ThresholdPoint[], precision: number): number {
  return curve.findLast((point) => point.precision >= precision)?.recall ?? 0;
}

function cumulate(ordered: readonly ClassOutcome[], all: number): ThresholdPoint[] {
  let pairs = 0;
  let correct = 0;
  return ordered.map((own) => {
    pairs += own.pairs;
    correct += own.correct;
    return { class: own.class, pairs, correct, precision: correct / pairs, recall: all === 0 ? 1 : correct / all };
  });
}

function byName(a: ClassOutcome, b: ClassOutcome): number {
  return a.class < b.class ? -1 : a.class > b.class ? 1 : 0;
}
