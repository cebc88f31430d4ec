import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { defaultModel } from "../model/default-model.ts";
import { classify, type Estimate, type Model } from "../model/model.ts";
import { SIDES, type Pattern, type Side } from "../model/pattern.ts";
import { waterfall } from "./waterfall.ts";

const NAMES = ["name8+initial", "name8-initial", "name4?initial", "name-differs", "name-missing", "name6+initial"];
const PLACES = ["place6", "place4", "place-differs", "place-missing"];
const NUMBERS = ["number-missing", "number-same", "number-differs"] as const;

const pattern: fc.Arbitrary<Pattern> = fc.record({
  name: fc.constantFrom(...NAMES),
  place: fc.constantFrom(...PLACES),
  number: fc.constantFrom(...NUMBERS),
});

/** An estimate of pairs of which nobody bears witness. */
function counted(open: number, openFalse: number): Estimate {
  return { pairs: open, false: openFalse, low: 0, high: open, open, openFalse, openLow: 0, openHigh: open };
}

const entry: fc.Arbitrary<Model["classes"][number]> = fc
  .record({
    name: fc.constantFrom(...NAMES),
    place: fc.constantFrom(...PLACES),
    side: fc.constantFrom(...SIDES),
    action: fc.constantFrom("link" as const, "review" as const, "apart" as const),
    falseShare: fc.constantFrom(1e-6, 0.0001, 0.07, 0.5, 0.999999),
    open: fc.option(fc.nat(100_000)),
  })
  .map(({ open, ...levels }) => {
    const openFalse = (open ?? 0) * levels.falseShare;
    return open === null ? levels : { ...levels, estimate: counted(open, openFalse) };
  });

const anyModel: fc.Arbitrary<Model> = fc.oneof(
  fc.constant(defaultModel),
  fc.array(entry, { minLength: 1, maxLength: 40 }).map((classes) => ({ ...defaultModel, classes })),
);

function steps(model: Model, found: Pattern, side: Side): number[] {
  return waterfall(model, classify(model, found, side, true)).map(({ logOdds }) => logOdds);
}

describe("waterfall", () => {
  it("adds up to the weight of the class exactly, in any order of adding", () => {
    fc.assert(
      fc.property(anyModel, pattern, fc.constantFrom(...SIDES), fc.boolean(), (model, found, side, mayLink) => {
        const own = classify(model, found, side, mayLink);
        const told = waterfall(model, own);
        expect(told.map(({ step }) => step)).toEqual(["start", "name", "place", "number", "side"]);
        expect(told.reduce((sum, { logOdds }) => sum + logOdds, 0)).toBe(own.weight);
        expect(told.reduceRight((sum, { logOdds }) => sum + logOdds, 0)).toBe(own.weight);
        expect(told.at(-1)!.total).toBe(own.weight);
      }),
    );
  });

  it("averages over counts where there are counts, and over classes where there are none", () => {
    const one = { name: "name8+initial", side: "other-provider", action: "link" } as const;
    const classes = [
      { ...one, place: "place6", falseShare: 0.1 },
      { ...one, place: "place4", falseShare: 0.3 },
    ];
    const known = { name: "name8+initial", place: "place6", number: "number-missing" } as const;
    const atName = (model: Model): number =>
      waterfall(model, classify(model, known, "other-provider", true)).find(({ step }) => step === "name")!.total;
    expect(atName({ ...defaultModel, classes })).toBeCloseTo(Math.log(0.8 / 0.2), 1);
    const open = [9_999, 99];
    const estimated = classes.map((each, i) => {
      const openFalse = open[i]! * each.falseShare;
      return { ...each, estimate: counted(open[i]!, openFalse) };
    });
    const share = (10_000 * 0.9 + 100 * 0.7) / 10_100;
    expect(atName({ ...defaultModel, classes: estimated })).toBeCloseTo(Math.log(share / (1 - share)), 1);
  });

  it("says nothing where nothing is known, and blames what speaks against", () => {
    const known = { name: "name8+initial", place: "place6", number: "number-missing" } as const;
    expect(steps(defaultModel, known, "other-provider").slice(3)).toEqual([0, 0]);
    expect(steps(defaultModel, known, "no-number").at(-1)).toBe(0);
    expect(steps(defaultModel, known, "same-provider").at(-1)).toBeLessThan(-5);
    expect(steps(defaultModel, { ...known, number: "number-differs" }, "other-provider").at(-2)).toBeLessThan(-10);
    const [, surname, place] = steps(defaultModel, { ...known, name: "name-differs" }, "other-provider");
    expect(surname).toBeLessThan(0);
    expect(place).toBeGreaterThan(0);
  });
});
