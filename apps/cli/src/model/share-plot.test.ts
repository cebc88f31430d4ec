import { expect, test } from "vitest";

import { sharePlot } from "./share-plot.ts";

const estimate = { pairs: 1000, false: 15, low: 6, high: 30, open: 1000, openFalse: 15, openLow: 6, openHigh: 30 };

test("shares stand where the axis says, intervals reach as far as they do, and what is beyond lies at the edge", () => {
  const plot = sharePlot([
    { name: "name8+initial", place: "place6", side: "other-provider", action: "link", falseShare: 0.00001 },
    { name: "name8-initial", place: "place4", side: "other-provider", action: "review", falseShare: 0.01, estimate },
    {
      name: "name-differs",
      place: "place-differs",
      side: "other-provider",
      action: "apart",
      falseShare: 0.1,
      // Of 1,100 false pairs, 1,000 have a witness against them.
      estimate: {
        ...estimate,
        pairs: 2000,
        false: 1100,
        low: 500,
        high: 1200,
        openFalse: 100,
        openLow: 0,
        openHigh: 200,
      },
    },
  ]);
  expect(plot.split("\n")).toEqual([
    "                               0.01 % 0.1 %     1 %     10 %     100 %",
    "  8, same initial   same       ●        ·        ·        ·        ·  ● link",
    "  8, other initial  same area  ·        ·      ├─◆───┤    ·        ·  ◆ review",
    "  other             other      ───────────────────────────○──┤     ·  ○ apart",
  ]);
});
