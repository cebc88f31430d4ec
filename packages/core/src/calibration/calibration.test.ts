import { describe, expect, it } from "vitest";

import type { Side } from "../model/pattern.ts";
import { calibrate } from "./calibration.ts";
import { levelsOf } from "./counted-table.ts";
import type { ClassPairs, PairCounts } from "./pair-counts.ts";

const levels = levelsOf([8, 4], [6, 4]);

function pairs(name: string, place: string, side: Side, ...counts: [number, number, number]): ClassPairs {
  return { name, place, side, pairs: counts };
}

/** A table of two hospitals and 100,000 strangers who share a birth group. */
function table(classes: readonly ClassPairs[], side: Side = "other-provider"): PairCounts {
  const possible = (["other-provider", "same-provider", "no-number"] as const).map((each) => ({
    side: each,
    placed: each === side ? 100_000 : each === "same-provider" ? 10_000 : 0,
    unplaced: 0,
    witnessed: [each === side ? 100_000 : 0, 0, 0] as const,
  }));
  const providers = [1, 2].map((provider) => ({ provider, within: 5000, across: 100_000, decoys: 5 }));
  return { classes, possible, providers, varied: [], patients: 50_000, unnamed: 10, uninitialled: 50 };
}

const sure = pairs("name8+initial", "place6", "other-provider", 20_000, 400, 4);
const estimateOf = (
  counts: PairCounts,
  name: string,
  place: string,
  side: Side,
): ReturnType<typeof calibrate>["classes"][number] =>
  calibrate(counts, levels).classes.find((own) => own.name === name && own.place === place && own.side === side)!;

describe("an estimate", () => {
  it("takes pairs with a witness for two people, and finds those without by how many have two", () => {
    // Of 400 pairs of twins, each side a witness for half of them.
    const twins = pairs("name8-initial", "place6", "other-provider", 700, 200, 100);
    const {
      false: wrong,
      open,
      openFalse,
      low,
      high,
    } = estimateOf(
      table([sure, twins, pairs("name8-initial", "place6", "same-provider", 300, 0, 0)]),
      "name8-initial",
      "place6",
      "other-provider",
    );
    expect(open).toBe(700);
    expect(openFalse).toBeGreaterThan(70);
    expect(openFalse).toBeLessThan(130);
    expect(wrong - openFalse).toBe(300);
    expect(low).toBeLessThan(400);
    expect(high).toBeGreaterThan(400);
  });

  it("leaves a class without any witness to be one person", () => {
    const class8 = pairs("name8-initial", "place6", "other-provider", 700, 0, 0);
    expect(estimateOf(table([sure, class8]), "name8-initial", "place6", "other-provider").openFalse).toBeLessThan(10);
  });

  it("of pairs without numbers holds itself in its interval, which is never narrower than chance", () => {
    const few = pairs("name8+initial", "place6", "no-number", 12, 0, 0);
    const { low, high, openFalse, falseShare } = estimateOf(table([sure, few]), "name8+initial", "place6", "no-number");
    expect(low).toBeLessThanOrEqual(openFalse);
    expect(high).toBeGreaterThan(3);
    expect(falseShare).toBeLessThan(0.01);
    const unseen = estimateOf(table([sure]), "name4+initial", "place4", "no-number");
    expect([unseen.low, unseen.high]).toEqual([0, expect.any(Number)]);
  });

  it("of a level that nobody has shown yet is not surer than of one that many have", () => {
    const counts = { ...table([sure]), uninitialled: 0 };
    const shareOf = (place: string): number => estimateOf(counts, "name8?initial", place, "other-provider").falseShare;
    expect(shareOf("place-differs")).toBeGreaterThan(
      estimateOf(counts, "name8+initial", "place-differs", "other-provider").falseShare,
    );
  });
});

describe("the method", () => {
  it("is patterns where most pairs come without numbers, whatever a few with numbers say", () => {
    const unnumbered = pairs("name8+initial", "place6", "no-number", 90_000, 0, 0);
    const { method, classes } = calibrate(
      table([unnumbered, pairs("name8+initial", "place6", "other-provider", 8, 0, 0)], "no-number"),
      levels,
    );
    expect(method).toBe("patterns");
    expect(new Set(classes.map(({ side }) => side))).toEqual(new Set(["no-number"]));
  });

  it("is decoys only where a provider tells anybody apart", () => {
    expect(calibrate(table([sure]), levels).method).toBe("decoys");
    const providers = [1, 2].map((provider) => ({ provider, within: 0, across: 100_000, decoys: 0 }));
    expect(calibrate({ ...table([sure]), providers }, levels).method).toBe("patterns");
  });
});
