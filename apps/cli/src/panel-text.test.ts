import type { QualityFigure, QualityPanel } from "@koppel/core";
import { expect, test } from "vitest";

import { comparedFigures, panelRows, panelText, scopeRows } from "./panel-text.ts";

const names = ["false-links-decoys", "missed-links-variation", "unlinkable", "same-day", "in-review"];
const figure = (name: string, count: QualityFigure["count"], rate: number | null): QualityFigure => ({
  name,
  count,
  of: typeof count === "number" ? 40_000 : null,
  rate,
  interval: rate === null ? null : [rate / 2, rate * 2],
});
const panel: QualityPanel = {
  model: "m1",
  origin: "somewhere",
  figures: names.map((name) => ({ name, title: `the ${name}`, of: "pairs", assumes: "Nothing." })),
  table: [
    figure(names[0]!, 22, 0.00055),
    figure(names[1]!, null, null),
    ...names.slice(2).map((name) => figure(name, 1200, 0.03)),
  ],
  safeTable: [],
  providers: [
    {
      name: "H01",
      figures: [figure(names[0]!, "<10", null), ...names.slice(1).map((name) => figure(name, 80, 0.002))],
    },
  ],
  registries: [],
  seconds: 1,
};

test("the table's figures have counts and interval, small shares more decimals, and say what is not known", () => {
  expect(panelRows(panel).slice(0, 3)).toEqual([
    ["the false-links-decoys", "22", "40,000", "0.055 %", "0.028 - 0.11 %"],
    ["the missed-links-variation", "not known", "", "", ""],
    ["the unlinkable", "1,200", "40,000", "3.00 %", "1.50 - 6.00 %"],
  ]);
});

test("a hospital's row shows rates, and that a number is hidden", () => {
  expect(scopeRows(panel.providers, names)).toEqual([["H01", "<10", "0.20 %", "0.20 %", "0.20 %", "0.20 %"]]);
});

test("where the table cannot tell a figure, hospitals are compared by the other of its kind", () => {
  const capture = figure("missed-links-capture", 40, 0.01);
  const meaning = { ...panel.figures[0]!, name: capture.name, title: "the capture" };
  const other = { figures: [...panel.figures, meaning], table: [...panel.table, capture] };
  expect([panel, other].map((shown) => comparedFigures(shown)[1])).toEqual([
    { word: "missed", name: "missed-links-variation", title: "the missed-links-variation" },
    { word: "missed", name: "missed-links-capture", title: "the capture" },
  ]);
});

test("figures that assume the same share their sentence", () => {
  expect(panelText(panel).match(/Nothing\./g)).toHaveLength(1);
});
