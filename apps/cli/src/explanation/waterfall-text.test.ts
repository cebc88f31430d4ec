import type { WaterfallStep } from "@koppel/core";
import { expect, it } from "vitest";

import { waterfallText } from "./waterfall-text.ts";

function steps(...logOdds: readonly number[]): WaterfallStep[] {
  const names = ["start", "name", "place", "number", "side"] as const;
  let total = 0;
  return logOdds.map((each, i) => ({ step: names[i]!, level: null, logOdds: each, total: (total += each) }));
}

it("draws each step from where the last one ended, over even odds too", () => {
  expect(waterfallText({ waterfall: steps(-2, 3, 1, 0, -4), weight: -2 })).toEqual([
    "start      -2.0  ▱▱▱▱│",
    "name       +3.0  ▰▰▰▰│▰▰",
    "place      +1.0      │  ▰▰",
    "side       -4.0  ▱▱▱▱│▱▱▱▱",
    "together   -2.0  ▱▱▱▱│",
  ]);
});

it("fits beside an indent of four whatever the odds", () => {
  for (const [first, last] of [
    [-12, 24],
    [12, -24],
  ] as const)
    for (const line of waterfallText({ waterfall: steps(first, last), weight: first + last }))
      expect(line.length).toBeLessThanOrEqual(76);
});
