import type { Evaluation, LinkTable, Model } from "@koppel/core";
import { expect, test } from "vitest";

import { withMadeUp } from "./support/made-up.ts";

const children = { persons: 25_000, providers: 8, seed: 4, profile: "children" } as const;
const TWINS = "name8-initial place6 other-provider";

/** Calibrates, links anew, and looks at the truth. */
async function calibrated(table: LinkTable, truth: string): Promise<{ model: Model; evaluation: Evaluation }> {
  const { version } = await table.calibrate({ maxFalseShare: 0.001 });
  const model = table.useModel(version);
  const relinked = await table.relink();
  expect(relinked.model).toBe(version);
  return { model, evaluation: await table.evaluate(truth) };
}

function classOf({ classes }: Model, key: string): Model["classes"][number] {
  return classes.find(({ name, place, side }) => `${name} ${place} ${side}` === key)!;
}

test("twins: where there are any, their class is not linked; where there are none it is, with no setting changed", async () => {
  await withMadeUp(children, async (table, truth) => {
    const { model, evaluation } = await calibrated(table, truth);
    expect(model.method).toBe("decoys");
    expect(classOf(model, TWINS).action).toBe("review");
    expect(evaluation.patients.acrossProviders.precision).toBeGreaterThan(0.997);
  });
  await withMadeUp({ ...children, twins: false }, async (table, truth) => {
    const { model, evaluation } = await calibrated(table, truth);
    expect(classOf(model, TWINS).action).toBe("link");
    expect(evaluation.patients.acrossProviders.precision).toBeGreaterThan(0.999);
  });
}, 120_000);

test("the number of false pairs of every class that has many lies where it is said to, and near the estimate", async () => {
  await withMadeUp({ persons: 80_000, providers: 8, seed: 11 }, async (table, truth) => {
    const { model, evaluation } = await calibrated(table, truth);
    const large = evaluation.thresholds.classes
      .map((own) => ({ ...own, actual: own.pairs - own.correct, estimate: classOf(model, own.class)?.estimate }))
      .filter(
        ({ class: key, actual, estimate }) => key.endsWith("other-provider") && actual >= 30 && estimate !== undefined,
      );
    expect(large.map(({ class: key }) => key)).toContain(TWINS);
    for (const { actual, estimate } of large) {
      expect(actual).toBeGreaterThanOrEqual(estimate!.low);
      expect(actual).toBeLessThanOrEqual(estimate!.high);
      expect(Math.abs(estimate!.false / actual - 1)).toBeLessThan(0.35);
    }
    const { precision, recall, withPerfectReview } = evaluation.patients.acrossProviders;
    const oracle = evaluation.thresholds.boundOracle.findLast((point) => point.precision >= 0.999)!;
    expect(precision).toBeGreaterThan(0.999);
    expect(recall).toBeGreaterThan(oracle.recall - 0.005);
    expect(withPerfectReview.recall).toBeGreaterThan(0.98);
    expect(evaluation.cases / evaluation.localPatients).toBeLessThan(0.03);
  });
}, 120_000);

test("without patient numbers there are no decoys, and the model says so", async () => {
  await withMadeUp({ persons: 5000, providers: 4, seed: 2, patientNumbers: false }, async (table) => {
    const model = await table.calibrate();
    expect(model.method).toBe("patterns");
    expect(model.origin).toContain("patient numbers");
    expect(model.classes.every(({ side }) => side === "no-number")).toBe(true);
    expect(classOf(model, "name8+initial place6 no-number").action).toBe("link");
  });
}, 60_000);

test("a model is kept beside the others and changes nothing before it is used; a target that makes no sense is refused", async () => {
  await withMadeUp({ persons: 3000, providers: 3, seed: 3 }, async (table) => {
    const before = await table.status();
    const first = await table.calibrate();
    const second = await table.calibrate({ maxFalseShare: 0.01, maxReview: 10 });
    expect([first.version, second.version]).toEqual(["calibrated-1", "calibrated-2"]);
    expect(second.targets).toEqual({ maxFalseShare: 0.01, maxReview: 10 });
    expect(await table.status()).toEqual(before);
    expect(table.models().map(({ version, inForce }) => [version, inForce])).toEqual([
      ["default-1", true],
      ["calibrated-1", false],
      ["calibrated-2", false],
    ]);
    expect(table.model("calibrated-1")).toEqual(first);
    table.useModel("calibrated-1");
    expect(table.model().version).toBe("calibrated-1");
    table.useModel("default-1");
    await table.relink();
    expect(await table.status()).toMatchObject({ model: "default-1", fingerprint: before.fingerprint });
    for (const maxFalseShare of [0, 1, -1, Number.NaN])
      await expect(table.calibrate({ maxFalseShare })).rejects.toMatchObject({ code: "BAD_TARGET" });
    await expect(table.calibrate({ maxReview: 1.5 })).rejects.toMatchObject({ code: "BAD_TARGET" });
    expect(() => table.useModel("calibrated-9")).toThrow(expect.objectContaining({ code: "MODEL_NOT_FOUND" }));
  });
}, 60_000);

test("where nothing tells how far a class can be believed, there is no model, and it is said why", async () => {
  const nothing = { code: "NOTHING_TO_CALIBRATE", hint: expect.stringContaining("several providers") };
  await withMadeUp({ persons: 500, providers: 1, seed: 1 }, async (table) => {
    await expect(table.calibrate()).rejects.toMatchObject(nothing);
  });
  for (const typeNames of [
    ["C", "RGG", "GG"],
    ["NGG", "C", "GG"],
  ]) {
    await withMadeUp({ persons: 500, providers: 3, seed: 1, typeNames }, async (table) => {
      await expect(table.calibrate()).rejects.toMatchObject({ code: "NOTHING_TO_CALIBRATE" });
      expect(table.models()).toHaveLength(1);
    });
  }
}, 60_000);

test("types without postcodes, or without an initial at some letters, are calibrated by what they have", async () => {
  for (const typeNames of [
    ["NGGV", "sNGG", "C", "GG"],
    ["NGGV", "NGG", "GG"],
  ]) {
    await withMadeUp({ persons: 8000, providers: 4, seed: 1, typeNames }, async (table, truth) => {
      const { model, evaluation } = await calibrated(table, truth);
      expect(model.classes.every(({ falseShare }) => falseShare > 0 && falseShare < 1)).toBe(true);
      expect(evaluation.patients.acrossProviders.linked).toBeGreaterThan(1000);
      expect(evaluation.patients.acrossProviders.precision).toBeGreaterThan(0.99);
    });
  }
}, 120_000);
