import type { CaseSummary, QualityFigure, QualityPanel, TableStatus } from "@koppel/core";
import { expect, test } from "vitest";

import { page } from "./page.ts";
import { reportOf, type Sources } from "./report.ts";
import { estimates } from "./sections/estimates.ts";

const status: TableStatus = {
  table: "t",
  registries: [{ name: `<script>"R" & 'S'`, types: ["GG"], deliveries: 2, records: 1203 }],
  providers: [
    { name: "large", deliveries: 1, records: 1200 },
    { name: "tiny", deliveries: 1, records: 3 },
  ],
  model: "m",
  method: "default",
  linkedUnder: "m",
  purposes: { GG: "report" },
  runs: 1,
  deliveries: 2,
  records: 1203,
  localPatients: 900,
  persons: 800,
  cases: { open: 3, decided: 0 },
  withoutTerm: [],
  fingerprint: "f",
};
const cases: CaseSummary[] = [1, 2, 3].map((id) => ({
  id,
  kind: "grey",
  class: "c",
  state: "open",
  persons: [],
  run: 1,
  asked: [],
}));
const model: Sources["model"] = {
  version: "m",
  origin: "hand-made",
  method: "default",
  margin: 3,
  classes: [{ name: "name8+initial", place: "place6", side: "other-provider", action: "link", falseShare: 0.001 }],
  elseFalseShare: 0.98,
  sameNumberFalseShare: 0.0001,
  placeholderLimit: 200,
};
const share = (name: string, count: QualityFigure["count"], of: QualityFigure["of"]): QualityFigure => {
  const hidden = typeof count !== "number" || typeof of !== "number";
  return { name, count, of, rate: hidden ? null : count / of, interval: hidden ? null : [0.01, 0.9] };
};
const names = ["false-links-decoys", "missed-links-variation", "unlinkable", "same-day", "in-review"];
const figures = (counts: readonly QualityFigure["count"][], of: QualityFigure["of"]): QualityFigure[] =>
  names.map((name, i) => share(name, counts[i]!, of));
const quality: QualityPanel = {
  model: "m",
  origin: "hand-made",
  figures: names.map((name) => ({ name, title: `the ${name}`, of: "all", assumes: `Assumes <${name}>.` })),
  table: figures([3, 90, 0, 0, 40], 903),
  safeTable: figures(["<10", 90, 0, 0, 40], 903),
  providers: [
    { name: "large", figures: figures(["<10", "suppressed", 0, 0, 40], 900) },
    { name: "tiny", figures: figures(["<10", "<10", "<10", "<10", "<10"], "<10") },
  ],
  registries: [{ name: "R", figures: figures(["<10", 90, 0, 0, 40], 903) }],
  seconds: 1,
};
const report = reportOf({ status, model, cases, runs: [], objections: [], quality }, "2026-01-02T03:04:05.000Z");

test("what is too small is not told, nor what would give it away", () => {
  expect(report.providers).toEqual([
    { name: "large", records: "suppressed" },
    { name: "tiny", records: "<10" },
  ]);
  expect(report.records).toBe(1203);
  expect(report.cases).toEqual({ open: "<10", decided: 0, load: null, kinds: [{ kind: "grey", cases: "<10" }] });
});

test("the whole table's quality is told as far as it may stand beside its parts, local patients with it", () => {
  expect(report.quality.table).toEqual(quality.safeTable);
  expect(report.localPatients).toBe(903);
  const safeTable = figures(["<10", 90, 0, 0, 40], "suppressed");
  const hidden = reportOf({ status, model, cases, runs: [], objections: [], quality: { ...quality, safeTable } }, "");
  expect([hidden.localPatients, hidden.cases.load]).toEqual(["suppressed", null]);
});

test("hospitals are compared where there is anything to tell, and drawn where most have a rate", () => {
  const parts = estimates(report)!.parts.flatMap((part) => (typeof part === "string" ? [] : [part]));
  const told = parts.map((part) => `${part.caption}${"svg" in part ? " drawn" : ""}`);
  expect(told).toEqual([
    "The whole table",
    "The false-links-decoys (hospitals and registries)",
    "The missed-links-variation (hospitals and registries)",
    "The missed-links-variation (hospitals and registries) drawn",
    "The in-review (hospitals and registries)",
    "The in-review (hospitals and registries) drawn",
    "What the figures assume",
  ]);
});

test("of a class with fewer than ten pairs no interval is told, for it would tell the pairs", () => {
  const estimate = { pairs: 120, false: 30, low: 25, high: 40, open: 100, openFalse: 10, openLow: 5, openHigh: 20 };
  const few = { ...estimate, pairs: 9, open: 9, false: 2, low: 0, high: 4, openFalse: 2, openLow: 0, openHigh: 4 };
  const [entry] = model.classes;
  const calibrated = { ...model, classes: [estimate, few].map((own) => ({ ...entry!, estimate: own })) };
  const told = reportOf({ status, model: calibrated, cases, runs: [], objections: [], quality }, "").model;
  // Twenty of the thirty false pairs have a witness against them.
  expect(told.classes.map(({ pairs, interval }) => [pairs, interval])).toEqual([
    [100, [0.05, 0.2]],
    ["<10", null],
  ]);
  expect(told.falseLinks).toBeCloseTo(12 / 109);
});

test("everything put into the page is escaped", () => {
  const text = page(report);
  expect(text).toContain("&lt;script&gt;&quot;R&quot; &amp; &#39;S&#39;");
  expect(text).not.toContain("<script");
  expect(text).toContain("Assumes &lt;unlinkable&gt;.");
  expect(text).toContain(`<td class="figure">&lt;10</td>`);
  expect(text).not.toContain("1,200");
});
