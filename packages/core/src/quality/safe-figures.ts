import { suppressedParts, type Told } from "../small-numbers.ts";
import { definitions } from "./definitions.ts";
import type { OpenFigure, QualityFigure } from "./panel.ts";

/**
 * Figures of several hospitals, or of several registries, with small numbers hidden and what would give them away (R54, D15): a total over
 * all of them, the kinds of a case beside each other, or what holds the count itself. Estimates count as rounded. A figure that is not told
 * has no rate. O(scopes²).
 *
 * @param scopes by scope: its figures, in the order of the definitions
 */
export function safeFigures(scopes: readonly (readonly OpenFigure[])[]): QualityFigure[][] {
  const counts = toldTogether(scopes.map((figures) => figures.map(({ count }) => Math.round(count ?? 0))));
  const groups = toldTogether(scopes.map((figures) => figures.map(({ of }) => Math.round(of ?? 0))));
  return scopes.map((figures, s) =>
    figures.map((figure, f): QualityFigure => {
      if (figure.count === null) return { ...figure, of: null };
      const [count, of] = [counts[s][f], groups[s][f]];
      if (typeof count === "number" && typeof of === "number") return { ...figure, count, of };
      const hidden = { name: figure.name, rate: null, interval: null };
      if (of === "<10") return { ...hidden, count: "<10", of };
      return { ...hidden, count, of: definitions[f].adds ? "suppressed" : of };
    }),
  );
}

const kinds = definitions.flatMap(({ name }, f) => (name.startsWith("in-review-") ? [f] : []));

/** Counts by scope and figure as they may stand beside each other. */
function toldTogether(counts: readonly (readonly number[])[]): Told[][] {
  const columns = definitions.map((_, f) => suppressedParts(counts.map((row) => row[f])).parts);
  return counts.map((row, s) => {
    const told = columns.map((column) => column[s]);
    suppressedParts(kinds.map((f) => row[f])).parts.forEach((part, k) => {
      if (typeof told[kinds[k]] === "number") told[kinds[k]] = part;
    });
    return told;
  });
}
