import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { PopulationOptions } from "@koppel/synth";
import { afterAll, describe, expect, it } from "vitest";

import type { QualityFigure } from "../packages/core/src/quality/panel.ts";
import { measurePanel, type PanelOutcome } from "./support/panel-outcome.ts";

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

function measure(
  options: Pick<PopulationOptions, "persons" | "seed" | "profile" | "patientNumbers">,
  calibrated = false,
): Promise<PanelOutcome> {
  const folder = mkdtempSync(join(tmpdir(), "koppel-panel-"));
  folders.push(folder);
  return measurePanel(folder, { providers: 8, ...options }, "individual", { calibrated });
}

/** Sums of estimate and truth of a figure over populations. */
function sums(outcomes: readonly PanelOutcome[], name: string): { estimate: number; truth: number; inside: number } {
  const figures = outcomes.map(({ estimates }) => estimates.find((figure) => figure.name === name)!);
  return {
    estimate: figures.reduce((sum, { estimate }) => sum + (estimate ?? Number.NaN), 0),
    truth: figures.reduce((sum, { truth }) => sum + truth, 0),
    inside: figures.filter(({ inside }) => inside).length,
  };
}

const seeds = [1, 2, 3];

// The bands are what bench/results/panel.json measures on more and larger populations, with room for the chance of three small ones.
describe("against the truth, over three populations of 30,000", () => {
  it("in general", { timeout: 120_000 }, async () => {
    const outcomes: PanelOutcome[] = [];
    for (const seed of seeds) outcomes.push(await measure({ persons: 30_000, seed }));
    const decoys = sums(outcomes, "false-links-decoys");
    const capture = sums(outcomes, "missed-links-capture");
    const variation = sums(outcomes, "missed-links-variation");
    expect(decoys.truth).toBeGreaterThan(10);
    expect(decoys.estimate / decoys.truth).toBeGreaterThan(0.6);
    expect(decoys.estimate / decoys.truth).toBeLessThan(2);
    expect(capture.estimate / capture.truth).toBeGreaterThan(0.93);
    expect(capture.estimate / capture.truth).toBeLessThan(1.07);
    expect(variation.estimate / variation.truth).toBeGreaterThan(0.85);
    expect(variation.estimate / variation.truth).toBeLessThan(1.15);
    expect(decoys.inside + capture.inside + variation.inside).toBeGreaterThanOrEqual(8);
  });

  it(
    "of children, of whom many have a twin: the shipped model is refuted, the decoys are not",
    { timeout: 120_000 },
    async () => {
      const outcomes: PanelOutcome[] = [];
      for (const seed of seeds) outcomes.push(await measure({ persons: 30_000, seed, profile: "children" }));
      const decoys = sums(outcomes, "false-links-decoys");
      const capture = sums(outcomes, "missed-links-capture");
      expect(sums(outcomes, "false-links").estimate).toBeNaN();
      expect(decoys.truth).toBeGreaterThan(80);
      expect(decoys.estimate / decoys.truth).toBeGreaterThan(0.6);
      expect(decoys.estimate / decoys.truth).toBeLessThan(1.7);
      expect(capture.estimate / capture.truth).toBeGreaterThan(0.9);
      expect(capture.estimate / capture.truth).toBeLessThan(1.15);
      expect(decoys.inside + capture.inside).toBeGreaterThanOrEqual(5);
    },
  );

  it("of children, under a model that they calibrated: model and decoys agree", { timeout: 120_000 }, async () => {
    const outcomes: PanelOutcome[] = [];
    for (const seed of seeds) outcomes.push(await measure({ persons: 30_000, seed, profile: "children" }, true));
    for (const name of ["false-links", "false-links-decoys"]) {
      const { estimate, truth, inside } = sums(outcomes, name);
      expect(Math.abs(estimate - truth)).toBeLessThan(20);
      expect(inside).toBeGreaterThanOrEqual(2);
    }
  });
});

describe("of a small population", () => {
  const numbersOf = (figure: QualityFigure): number[] =>
    [figure.count, figure.of].filter((value) => typeof value === "number");

  it("tells of no hospital or registry, nor of the table beside them, a number from 1 to 9, and no rate of what it hides", async () => {
    const { panel } = await measure({ persons: 900, seed: 5 });
    const scopes = [...panel.providers, ...panel.registries].flatMap((scope) => scope.figures);
    const figures = [...panel.safeTable, ...scopes];
    const hidden = figures.filter(({ count, of }) => typeof count === "string" || typeof of === "string");
    expect(figures.flatMap(numbersOf).filter((count) => count !== 0 && count < 10)).toEqual([]);
    expect(hidden.length).toBeGreaterThan(20);
    for (const { rate, interval } of hidden) expect([rate, interval]).toEqual([null, null]);
  });

  it("counts a local patient at its hospital, a pair at both, and each figure in the order of its meaning", async () => {
    const { panel } = await measure({ persons: 3000, seed: 6 });
    const find = (figures: readonly QualityFigure[], name: string): QualityFigure =>
      figures.find((figure) => figure.name === name)!;
    const perProvider = (name: string): number =>
      panel.providers.reduce((sum, { figures }) => sum + Number(find(figures, name).of), 0);
    expect(perProvider("unlinkable")).toBe(find(panel.table, "unlinkable").of);
    expect(perProvider("false-links")).toBe(2 * Number(find(panel.table, "false-links").of));
    expect(panel.registries.map(({ figures }) => find(figures, "in-review").of)).toEqual([
      find(panel.table, "in-review").of,
    ]);
    for (const { figures } of [{ figures: panel.table }, ...panel.providers, ...panel.registries])
      expect(figures.map(({ name }) => name)).toEqual(panel.figures.map(({ name }) => name));
  });

  it("says what it cannot know without patient numbers, and still estimates what is missed", async () => {
    const { panel, estimates } = await measure({ persons: 3000, seed: 7, patientNumbers: false });
    const numbers = panel.table.find(({ name }) => name === "no-number")!;
    expect(numbers.rate).toBe(1);
    const known = estimates.filter(({ estimate }) => estimate !== null).map(({ name }) => name);
    expect(known).toEqual(["false-links", "missed-links-capture"]);
  });
});
