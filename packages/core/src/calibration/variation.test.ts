import { expect, it } from "vitest";

import { variation } from "./variation.ts";

it("begins with what is usual, and follows a table whose own patients vary more", () => {
  const usual = variation([], "place6", 8, 0.01);
  expect(usual.name("name8-initial")).toBeCloseTo(0.035);
  expect(usual.place("place6")).toBe(1);
  expect(usual.place("place-differs")).toBeCloseTo(0.07);
  const restless = variation(
    [
      { name: "name8+initial", place: "place6", patients: 60_000 },
      { name: "name8-initial", place: "place6", patients: 20_000 },
      { name: "name8+initial", place: "place-differs", patients: 20_000 },
    ],
    "place6",
    8,
    0.01,
  );
  expect(restless.name("name8-initial")).toBeCloseTo(0.2, 2);
  expect(restless.place("place-differs")).toBeCloseTo(0.2, 2);
});
