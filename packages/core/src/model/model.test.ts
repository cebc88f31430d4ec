import { describe, expect, it } from "vitest";

import { defaultModel } from "./default-model.ts";
import { classify, modelSchema, type Model } from "./model.ts";
import type { Pattern } from "./pattern.ts";

const strong: Pattern = { name: "name8+initial", place: "place6", number: "number-missing" };

describe("a class", () => {
  it("has the action and the weight that the model states", () => {
    const found = classify(defaultModel, strong, "other-provider", true);
    expect(found).toMatchObject({ key: "name8+initial place6 other-provider", action: "link", veto: false });
    expect(found.weight).toBeCloseTo(Math.log((1 - found.falseShare) / found.falseShare), 1);
    expect(found.weight * 64).toBe(Math.round(found.weight * 64));
  });

  it("keeps apart what the model does not name", () => {
    const pattern = { ...strong, name: "name-differs", place: "place-differs" };
    expect(classify(defaultModel, pattern, "other-provider", true)).toMatchObject({ action: "apart", veto: false });
  });

  it("goes to review at most where no type that agrees may carry a link (R5)", () => {
    expect(classify(defaultModel, strong, "other-provider", false).action).toBe("review");
  });

  it("forbids with two service numbers that two patients meet, whatever else agrees", () => {
    const differs = { ...strong, number: "number-differs" } as const;
    expect(classify(defaultModel, differs, "other-provider", true)).toMatchObject({ action: "apart", veto: true });
  });

  it("forbids with two numbers of one provider that two patients meet, unless the model links them", () => {
    expect(classify(defaultModel, strong, "same-provider", true)).toMatchObject({ action: "review", veto: true });
    const trusting: Model = {
      ...defaultModel,
      classes: [{ name: strong.name, place: strong.place, side: "same-provider", action: "link", falseShare: 0.01 }],
    };
    expect(classify(trusting, strong, "same-provider", true)).toMatchObject({ action: "link", veto: false });
  });

  it("links by one service number unless the rest or the provider says otherwise", () => {
    const same = { ...strong, number: "number-same" } as const;
    const alien = { ...same, name: "name-differs", place: "place-differs" };
    const actions = [
      classify(defaultModel, same, "other-provider", true),
      classify(defaultModel, alien, "other-provider", true),
      classify(defaultModel, same, "same-provider", true),
    ].map(({ action, falseShare }) => [action, falseShare]);
    const share = defaultModel.sameNumberFalseShare;
    expect(actions).toEqual([
      ["link", share],
      ["review", share],
      ["review", share],
    ]);
  });

  it("counts a precision that the model does not know as the next lower one", () => {
    const between = { ...strong, name: "name6+initial", place: "place5" };
    expect(classify(defaultModel, between, "other-provider", true)).toMatchObject({
      key: "name6+initial place5 other-provider",
      falseShare: classify(defaultModel, { ...strong, name: "name4+initial", place: "place4" }, "other-provider", true)
        .falseShare,
    });
    const coarser = { ...strong, name: "name3+initial" };
    expect(classify(defaultModel, coarser, "other-provider", true).action).toBe("apart");
  });

  it("is one that the shipped model states in full", () => {
    expect(modelSchema.parse(defaultModel)).toEqual(defaultModel);
  });
});
