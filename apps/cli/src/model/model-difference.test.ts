import type { Model } from "@koppel/core";
import { expect, test } from "vitest";

import { modelDifference } from "./model-difference.ts";

const model = (classes: Model["classes"]): Model => ({
  version: "m",
  origin: "hand-made",
  method: "default",
  margin: 3,
  classes,
  elseFalseShare: 0.9,
  sameNumberFalseShare: 0.1,
  placeholderLimit: 9,
});
const levels = { name: "name8+initial", place: "place6" };
const across = { ...levels, side: "other-provider" as const, action: "link" as const, falseShare: 0.2 };
const numberless = { ...levels, side: "no-number" as const, action: "review" as const, falseShare: 0.3 };
const counted = { pairs: 7, false: 1, low: 0, high: 2, open: 5, openFalse: 1, openLow: 0, openHigh: 2 };

test("what one model leaves out is apart, or without a number as at two providers", () => {
  const difference = modelDifference(model([across]), model([{ ...numberless, estimate: counted }]));
  expect(difference).toEqual([
    {
      ...levels,
      side: "no-number",
      from: { action: "link", falseShare: 0.2 },
      to: { action: "review", falseShare: 0.3 },
      pairs: 5,
    },
    {
      ...levels,
      side: "other-provider",
      from: { action: "link", falseShare: 0.2 },
      to: { action: "apart", falseShare: 0.9 },
      pairs: null,
    },
  ]);
});
