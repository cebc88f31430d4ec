import type { QualityFigure, QualityPanel, QualityScope } from "@koppel/core";

import { count } from "./figures.ts";
import { textTable } from "./text-table.ts";
import { wrap } from "./wrap.ts";

const WIDTH = 78;

/** Figures that are shown of each hospital and registry, by a word for each; the first of several that the table can tell. */
const COMPARED: Readonly<Record<string, readonly string[]>> = {
  false: ["false-links-decoys", "false-links"],
  missed: ["missed-links-variation", "missed-links-capture"],
  "not linkable": ["unlinkable"],
  "same day": ["same-day"],
  "in cases": ["in-review"],
};

type Shown = Pick<QualityPanel, "figures" | "table">;

/** The quality panel for people: the table, then hospitals and registries side by side, then what the figures assume. */
export function panelText(panel: QualityPanel): string {
  const compared = comparedFigures(panel);
  const words = compared.map(({ word }) => word);
  const names = compared.map(({ name }) => name);
  const notes = panelNotes(panel).map(([titles, sentence]) =>
    wrap(`${titles}: ${sentence}`, WIDTH - 4)
      .map((line, i) => `  ${i === 0 ? "" : "  "}${line}`)
      .join("\n"),
  );
  return `How good the links are, estimated without labels
${wrap(`False shares: model ${panel.model} (${panel.origin}).`, WIDTH).join("\n")}

${textTable(panelRows(panel), ["", ...FIGURE_HEAD])}

${textTable(scopeRows(panel.providers, names), ["provider", ...words])}

${textTable(scopeRows(panel.registries, names), ["registry", ...words])}

${wrap(`${compared.map(({ word, title }) => `${word}: ${title}`).join("; ")}.`, WIDTH).join("\n")}

What the figures are, and what they assume:
${notes.join("\n")}`;
}

/** What the cells of a figure are. */
export const FIGURE_HEAD: readonly string[] = ["count", "of", "rate", "95 % between"];

/** Count, of how many, rate and interval of a figure. */
export function figureCells(figure: QualityFigure): string[] {
  return [
    figure.count === null ? "not known" : told(figure.count),
    figure.of === null ? "" : told(figure.of),
    figure.rate === null ? "" : `${percents(figure.rate)} %`,
    figure.interval === null ? "" : `${percents(figure.interval[0])} - ${percents(figure.interval[1])} %`,
  ];
}

/** A row for each figure of the whole table: what it is, and its cells. */
export function panelRows({ figures, table }: Shown): string[][] {
  return table.map((figure, i) => [figures[i]!.title, ...figureCells(figure)]);
}

/** The figures by which hospitals and registries are compared, with a word for each. */
export function comparedFigures({ figures, table }: Shown): { word: string; name: string; title: string }[] {
  return Object.entries(COMPARED).map(([word, names]) => {
    const known = names.find((name) => table.some((figure) => figure.name === name && figure.count !== null));
    const name = known ?? names[0]!;
    return { word, name, title: figures.find((figure) => figure.name === name)!.title };
  });
}

/** A row for each hospital or registry: the rates of some figures. */
export function scopeRows(scopes: readonly QualityScope[], names: readonly string[]): string[][] {
  return scopes.map(({ name, figures }) => [
    name,
    ...names.map((figure) => rateOf(figures.find((each) => each.name === figure)!)),
  ]);
}

/** What figures are measured against and assume, one sentence for all that share it. */
export function panelNotes({ figures }: Pick<QualityPanel, "figures">): [titles: string, sentence: string][] {
  const sentences = Map.groupBy(figures, ({ of, assumes }) => `of ${of}. ${assumes}`);
  return [...sentences].map(([sentence, same]) => [same.map(({ title }) => title).join("; "), sentence]);
}

function rateOf({ count: of, rate }: QualityFigure): string {
  if (rate !== null) return `${percents(rate)} %`;
  return typeof of === "string" ? of : "";
}

function told(value: number | string): string {
  return typeof value === "number" ? count(value) : value;
}

/** A share in percent, with as many decimals as a small one needs. */
function percents(share: number): string {
  return (share * 100).toFixed(share > 0 && share < 0.001 ? 3 : 2);
}
