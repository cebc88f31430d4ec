import type { Told } from "../small-numbers.ts";
import { Tally } from "./cells.ts";
import { definitions, type Definition } from "./definitions.ts";
import { reckon, type Figure } from "./figure.ts";
import type { Interval } from "./interval.ts";

/** A figure of the quality panel. */
export interface QualityFigure {
  /** Name of the figure, one of `figures`. */
  readonly name: string;
  /** What was counted or estimated, and what it is measured against; null where the table cannot tell. */
  readonly count: Told | null;
  readonly of: Told | null;
  /** The count by what it is measured against, and the interval that holds its true value 95 times in 100; null where hidden or not known. */
  readonly rate: number | null;
  readonly interval: Interval | null;
}

/** The figures of one hospital or one registry, small numbers hidden (R54). */
export interface QualityScope {
  readonly name: string;
  readonly figures: readonly QualityFigure[];
}

/** What a figure means. */
export type QualityMeaning = Pick<Definition, "name" | "title" | "of" | "assumes">;

/** How good the links are, without knowing the truth. Pairs are pairs of local patients of two providers. */
export interface QualityPanel {
  /** The model whose false shares were used, and where it has them from. */
  readonly model: string;
  readonly origin: string;
  /** What the figures mean, in the order in which they come. */
  readonly figures: readonly QualityMeaning[];
  /** The whole table, with true counts: not for outside the TTP. */
  readonly table: readonly QualityFigure[];
  /** The same as it may stand beside the hospitals and registries, small numbers hidden. */
  readonly safeTable: readonly QualityFigure[];
  readonly providers: readonly QualityScope[];
  readonly registries: readonly QualityScope[];
  readonly seconds: number;
}

/** The meanings of all figures. */
export const meanings: readonly QualityMeaning[] = definitions.map(({ name, title, of, assumes }) => ({
  name,
  title,
  of,
  assumes,
}));

/** The figures of each scope. @param parts tallies of parts of the data that do not depend on each other */
export function reckonAll(parts: readonly Tally[]): Figure[][] {
  const { scopes } = parts[0];
  const all = new Tally(scopes);
  for (const part of parts) all.addAll(part);
  return Array.from({ length: scopes }, (_, scope) => {
    const left = parts.map((part) => ({ own: all.counts(scope, part), table: all.counts(0, part) }));
    const sample = { own: all.counts(scope), table: all.counts(0), left };
    return definitions.map((definition) => reckon(definition, sample));
  });
}

/** A figure as it is. */
export interface OpenFigure extends QualityFigure {
  readonly count: number | null;
  readonly of: number | null;
}

/** Figures as they are. */
export function openFigures(figures: readonly Figure[]): OpenFigure[] {
  return figures.map(({ name, count, of, interval }) => {
    const known = Number.isFinite(count);
    const measured = known && of > 0;
    return {
      name,
      count: known ? rounded(count, 1) : null,
      of: Number.isFinite(of) ? rounded(of, 1) : null,
      rate: measured ? rounded(count / of, 6) : null,
      interval: measured && interval.every(Number.isFinite) ? [rounded(interval[0], 6), rounded(interval[1], 6)] : null,
    };
  });
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
