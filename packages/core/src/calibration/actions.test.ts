import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { chooseActions } from "./actions.ts";
import type { BoundedEstimate } from "./calibration.ts";
import type { Side } from "../model/pattern.ts";

function estimate(
  open: number,
  falseShare: number,
  side: Side = "other-provider",
  name = "name8+initial",
): BoundedEstimate {
  const openFalse = open * falseShare;
  return {
    name,
    place: `place-${open}`,
    side,
    pairs: open,
    false: openFalse,
    open,
    openFalse,
    falseShare,
    low: 0,
    high: open,
    openLow: 0,
    openHigh: open,
  };
}

const sure = estimate(90_000, 0.0001);
const middling = estimate(1000, 0.01);
const doubtful = estimate(500, 0.4);
const strangers = estimate(300, 0.99);
const all = [doubtful, sure, strangers, middling];
const anything = (): boolean => true;

describe("actions", () => {
  it("link the surest classes for as long as all links keep to the target, review the next, leave the rest", () => {
    expect(chooseActions(all, { maxFalseShare: 0.001, maxReview: 10_000 }, anything)).toEqual([
      "review",
      "link",
      "apart",
      "link",
    ]);
    // 9 false of 90,000 leave no room for 10 more.
    expect(chooseActions(all, { maxFalseShare: 0.00015, maxReview: 10_000 }, anything)[3]).toBe("review");
  });

  it("never link a class of which more than one in ten pairs are two people, whatever room is left", () => {
    expect(chooseActions([sure, estimate(10, 0.2)], { maxFalseShare: 0.5, maxReview: 0 }, anything)).toEqual([
      "link",
      "apart",
    ]);
  });

  it("keep to the review load, most promising classes first", () => {
    expect(
      chooseActions([sure, estimate(100, 0.3), doubtful], { maxFalseShare: 0.0002, maxReview: 120 }, anything),
    ).toEqual(["link", "review", "apart"]);
  });

  it("do not link two numbers of one provider, nor what no type that agrees may carry", () => {
    const double = estimate(100, 0.00001, "same-provider");
    const place = estimate(100, 0.00001, "other-provider", "name-differs");
    expect(
      chooseActions([double, place], { maxFalseShare: 0.1, maxReview: 1000 }, ({ name }) => name !== "name-differs"),
    ).toEqual(["review", "review"]);
  });

  it("link an unseen class only where it is sure by itself", () => {
    const targets = { maxFalseShare: 0.001, maxReview: 0 };
    expect(chooseActions([sure, estimate(0, 0.0009), estimate(0, 0.0011)], targets, anything)).toEqual([
      "link",
      "link",
      "review",
    ]);
  });

  it("keep all links together within the target, and the reviews within the load", () => {
    const classes = fc.array(
      fc
        .tuple(fc.nat(100_000), fc.double({ min: 0, max: 1, noNaN: true }))
        .map(([open, share]) => estimate(open, share)),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(
        classes,
        fc.constantFrom(0.0001, 0.001, 0.01),
        fc.nat(200_000),
        (estimates, maxFalseShare, maxReview) => {
          const actions = chooseActions(estimates, { maxFalseShare, maxReview }, anything);
          const of = (wanted: string): BoundedEstimate[] => estimates.filter((_, i) => actions[i] === wanted);
          const sum = (own: BoundedEstimate[], what: "open" | "openFalse"): number =>
            own.reduce((n, one) => n + one[what], 0);
          expect(sum(of("link"), "openFalse")).toBeLessThanOrEqual(maxFalseShare * sum(of("link"), "open") + 1e-6);
          expect(sum(of("review"), "open")).toBeLessThanOrEqual(maxReview);
          // Where a class links, every surer one does, but for those nobody has seen.
          const seen = estimates.map((own, i) => ({ own, action: actions[i] })).filter(({ own }) => own.open > 0);
          for (const a of seen)
            for (const b of seen)
              if (a.own.falseShare < b.own.falseShare && b.action === "link") expect(a.action).toBe("link");
        },
      ),
      { seed: 1 },
    );
  });
});
