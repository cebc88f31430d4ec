import { expect, it } from "vitest";

import { dependence } from "./dependence.ts";

const table = (both: number): Parameters<typeof dependence>[0] => [
  { name: "same", place: "same", patients: 98_000 },
  { name: "other", place: "same", patients: 1000 },
  { name: "same", place: "moved", patients: 1000 },
  { name: "other", place: "moved", patients: both },
];

it("is one where name and place vary by themselves, more where they change together, and drawn to one where few did", () => {
  expect(dependence(table(10))("other", "moved")).toBeCloseTo(1, 1);
  expect(dependence(table(1000))("other", "moved")).toBeGreaterThan(10);
  expect(dependence([{ name: "other", place: "moved", patients: 1 }])("other", "moved")).toBe(1);
  expect(dependence([])("other", "moved")).toBe(1);
});
