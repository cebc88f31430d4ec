import type { Evaluation } from "@koppel/core";

import { percent } from "./figures.ts";
import { textTable } from "./text-table.ts";

/** Precision, recall and F1 of an evaluation, one line a way of counting. */
export function qualityTable({ pairs, bcubed, withPerfectReview }: Evaluation): string {
  const rows = [
    ["links as they are", pairs],
    ["after a perfect review of all cases", withPerfectReview],
    ["by record (B-cubed)", bcubed],
  ] as const;
  return textTable(
    rows.map(([name, { precision, recall, f1 }]) => [name, percent(precision), percent(recall), percent(f1)]),
    ["", "precision", "recall", "F1"],
  );
}
