/** Precision, recall and their harmonic mean. */
export interface Quality {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** Pairs of one true person, of one person in the table, and of both. */
export interface Pairs {
  readonly true: number;
  readonly linked: number;
  readonly correct: number;
}

/** Pairs, and the quality that follows. */
export type PairQuality = Quality & Pairs;

/** Precision and recall with their F1. */
export function quality(precision: number, recall: number): Quality {
  return { precision, recall, f1: precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall) };
}

/** Pairwise precision, recall and F1; where there is nothing to find or nothing found, nothing is wrong. */
export function pairQuality(pairs: Pairs): PairQuality {
  const { true: all, linked, correct } = pairs;
  return { true: all, linked, correct, ...quality(linked === 0 ? 1 : correct / linked, all === 0 ? 1 : correct / all) };
}
