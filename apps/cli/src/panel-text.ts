import type { QualityFigure, QualityPanel, QualityScope } from "@koppel/core";

import { count } from "./figures.ts";
import { textTable } from "./text-table.ts";
import { wrap } from "./wrap.ts";

const WIDTH = 78;

/** Figures that are shown of each hospital and registry. */
const compared = {
  "false-links-decoys": "false",
  "missed-links-variation": "missed",
  unlinkable: "not linkable",
  "same-day": "same day",
  "in-review": "in cases",
};

/** The quality panel for people: the table, then hospitals and registries side by side, then what the figures assume. */
export function panelText(panel: QualityPanel): string {
  const sentences = Map.groupBy(panel.figures, ({ of, assumes }) => `of ${of}. ${assumes}`);
  const notes = [...sentences].map(([sentence, same]) =>
    wrap(`${same.map(({ title }) => title).join("; ")}: ${sentence}`, WIDTH - 4)
      .map((line, i) => `  ${i === 0 ? "" : "  "}${line}`)
      .join("\n"),
  );
  return `How good the links are, estimated without labels
${wrap(`False shares: model ${panel.model} (${panel.origin}).`, WIDTH).join("\n")}

${textTable(panelRows(panel), ["", "count", "of", "rate", "95 % between"])}

${textTable(scopeRows(panel.providers), ["provider", ...Object.values(compared)])}

${textTable(scopeRows(panel.registries), ["registry", ...Object.values(compared)])}

What the figures are, and what they assume:
${notes.join("\n")}`;
}

/** A row for each figure of the whole table: what, count, of how many, rate, interval. */
export function panelRows({ figures, table }: QualityPanel): string[][] {
  return table.map((figure, i) => [
    figures[i]!.title,
    figure.count === null ? "not known" : told(figure.count),
    figure.of === null ? "" : told(figure.of),
    rateOf(figure),
    figure.interval === null ? "" : `${percents(figure.interval[0])} - ${percents(figure.interval[1])} %`,
  ]);
}

/** A row for each hospital or registry: the rates of the figures that are compared. */
export function scopeRows(scopes: readonly QualityScope[]): string[][] {
  return scopes.map(({ name, figures }) => [
    name,
    ...Object.keys(compared).map((figure) => rateOf(figures.find((each) => each.name === figure)!)),
  ]);
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
