import type { Evaluation } from "@koppel/core";

import { percent } from "./figures.ts";
import { textTable } from "./text-table.ts";

/** Precision, recall and F1 of an evaluation, one line a way of counting. */
export function qualityTable({ pairs, bcubed, withPerfectReview, patients }: Evaluation): string {
  const { acrossProviders } = patients;
  const rows = [
    ["links as they are, by pairs of records", pairs],
    ["  after a perfect review of all cases", withPerfectReview],
    ["by pairs of patients at two hospitals", acrossProviders],
    ["  after a perfect review of all cases", acrossProviders.withPerfectReview],
    ["by record (B-cubed)", bcubed],
  ] as const;
  return textTable(
    rows.map(([name, { precision, recall, f1 }]) => [name, percent(precision), percent(recall), percent(f1)]),
    ["", "precision", "recall", "F1"],
  );
}
