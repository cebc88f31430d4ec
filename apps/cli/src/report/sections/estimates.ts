import { comparedFigures, FIGURE_HEAD, figureCells, panelNotes, panelRows } from "../../panel-text.ts";
import { intervalPlot } from "../interval-plot.ts";
import type { Report } from "../report.ts";
import type { Part, Section } from "../section.ts";

/** How good the links are, without the truth: the whole table, and hospitals and registries side by side. */
export function estimates({ quality, localPatients }: Report): Section | undefined {
  if (localPatients === 0) return undefined;
  return {
    heading: "How good the links are, estimated without labels",
    parts: [
      `No truth was asked. Each figure is a count, what it is measured against, and the interval that holds the true rate 95 times \
in 100, if what the figure assumes is so; that stands at the end of this section. Pairs are of local patients of two hospitals; each \
counts at both. False shares are those of model ${quality.model} (${quality.origin}).`,
      { caption: "The whole table", head: ["", ...FIGURE_HEAD], rows: panelRows(quality) },
      ...comparedFigures(quality).flatMap(({ name, title }) => comparison(quality, name, title)),
      { caption: "What the figures assume", notes: panelNotes(quality) },
    ],
  };
}

/** One figure of all hospitals and registries; nothing where none has anything to tell. */
function comparison({ table, providers, registries }: Report["quality"], name: string, title: string): Part[] {
  const scopes = [
    { name: "the whole table", figures: table },
    ...providers,
    ...registries.map((own) => ({ ...own, name: `registry ${own.name}` })),
  ].map((scope) => ({ name: scope.name, figure: scope.figures.find((figure) => figure.name === name)! }));
  if (scopes.every(({ figure: { count, of } }) => count === null || count === 0 || of === "<10")) return [];
  const caption = capitalised(`${title} (hospitals and registries)`);
  const bars = scopes.flatMap(({ name: scope, figure: { rate, interval } }) =>
    rate === null || interval === null ? [] : [{ name: scope, rate, interval }],
  );
  return [
    {
      caption,
      head: ["", ...FIGURE_HEAD],
      rows: scopes.map(({ name: scope, figure }) => [scope, ...figureCells(figure)]),
    },
    ...(bars.filter(({ rate }) => rate > 0).length * 2 < scopes.length
      ? []
      : [{ caption, svg: intervalPlot(bars, caption) }]),
  ];
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
