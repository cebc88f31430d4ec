import { suppressed, suppressedParts, type Told } from "../small-numbers.ts";
import { definitions } from "./definitions.ts";
import type { OpenFigure, QualityFigure } from "./panel.ts";

/** Figures of the whole table, and of its parts: by division (hospitals, registries) and scope. */
export interface Divided<T> {
  readonly table: T;
  readonly divisions: readonly (readonly T[])[];
}

/**
 * Figures with small numbers hidden and what would give them away (R54, D15): the table beside all hospitals or all registries, the kinds of
 * a case beside each other, or what holds the count itself. Estimates count as rounded. A figure that is not told has no rate. O(scopes²).
 *
 * @param open figures in the order of the definitions
 */
export function safeFigures(open: Divided<readonly OpenFigure[]>): Divided<QualityFigure[]> {
  const counts = toldTogether(mapped(open, (figures) => figures.map(({ count }) => Math.round(count ?? 0))));
  const groups = toldTogether(mapped(open, (figures) => figures.map(({ of }) => Math.round(of ?? 0))));
  return mapped(open, (figures, at) =>
    figures.map((figure, f): QualityFigure => {
      if (figure.count === null) return { ...figure, of: null };
      const [count, of] = [at(counts)[f], at(groups)[f]];
      if (typeof count === "number" && typeof of === "number") return { ...figure, count, of };
      const hidden = { ...figure, rate: null, interval: null };
      if (of === "<10") return { ...hidden, count: "<10", of };
      return { ...hidden, count, of: definitions[f].adds ? "suppressed" : of };
    }),
  );
}

const kinds = definitions.flatMap(({ name }, f) => (name.startsWith("in-review-") ? [f] : []));

/** Counts by scope and figure as they may stand beside each other. */
function toldTogether(counts: Divided<readonly number[]>): Divided<Told[]> {
  let told = mapped(counts, (row): Told[] => row.map(suppressed));
  // What is hidden in a row may have to be covered in its column, and the other way round.
  for (let before = -1; before !== hiddenIn(told);) {
    before = hiddenIn(told);
    for (const f of definitions.keys())
      for (const [d, rows] of told.divisions.entries()) {
        const column = counts.divisions[d].map((row) => row[f]);
        coverColumn(column, rows, told.table, f);
      }
    told = mapped(told, (row, at) => coverKinds(at(counts), row));
  }
  return told;
}

/** Hides in a column what gives away a hidden part, or a hidden total. */
function coverColumn(counts: readonly number[], rows: readonly Told[][], table: Told[], f: number): void {
  const { parts, total } = suppressedParts(
    counts,
    rows.map((row) => row[f]),
  );
  if (total === "suppressed" && typeof table[f] === "number") table[f] = total;
  if (table[f] === "suppressed" && !parts.some((part) => typeof part === "string")) {
    const least = counts.indexOf(Math.min(...counts.filter((count) => count > 0)));
    if (least >= 0) parts[least] = "suppressed";
  }
  parts.forEach((part, s) => (rows[s][f] = part));
}

/** Hides in a row what the local patients in any case would give away. */
function coverKinds(counts: readonly number[], row: readonly Told[]): Told[] {
  const { parts } = suppressedParts(
    kinds.map((f) => counts[f]),
    kinds.map((f) => row[f]),
  );
  return row.map((cell, f) => (kinds.includes(f) ? parts[kinds.indexOf(f)] : cell));
}

function hiddenIn({ table, divisions }: Divided<readonly Told[]>): number {
  return [table, ...divisions.flat()].flat().filter((cell) => typeof cell !== "number").length;
}

/** Maps the table and each of its parts; `at` finds the same one elsewhere. */
function mapped<T, U>({ table, divisions }: Divided<T>, map: (one: T, at: <V>(of: Divided<V>) => V) => U): Divided<U> {
  return {
    table: map(table, (of) => of.table),
    divisions: divisions.map((scopes, d) => scopes.map((scope, s) => map(scope, (of) => of.divisions[d][s]))),
  };
}
