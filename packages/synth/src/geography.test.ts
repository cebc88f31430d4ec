import { expect, test } from "vitest";
import { Dwelling, Geography } from "./geography.ts";
import { population } from "./options.ts";
import { Schedule } from "./schedule.ts";

const of = population({ persons: 60_000, providers: 12, seed: 5 });

test("one household in nine moves within two years, and streets have at most twenty dwellings", () => {
  const geography = new Geography(of);
  const before = new Dwelling();
  const after = new Dwelling();
  let moved = 0;
  for (let household = 0; household < of.persons; household++) {
    geography.locate(household, 12, before);
    geography.locate(household, 36, after);
    if (before.street !== after.street || before.area !== after.area || before.place !== after.place) moved++;
    expect(after.place).toBeLessThan(20);
    expect(geography.region(after.area)).toBeLessThan(12);
  }
  expect(moved / of.persons).toBeGreaterThan(0.1);
  expect(moved / of.persons).toBeLessThan(0.13);
});

test("every person comes at least once, about as often as expected, some far more often", () => {
  const schedule = new Schedule(of);
  const visits = new Uint8Array(of.persons);
  let all = 0;
  for (let month = 0; month < schedule.months; month++) {
    const comers = [...schedule.month(month)];
    expect(new Set(comers).size).toBe(comers.length);
    for (const person of comers) visits[person]!++;
    all += comers.length;
  }
  expect(Math.min(...visits.subarray(0, 10_000))).toBe(1);
  expect(Math.max(...visits.subarray(0, 10_000))).toBeGreaterThan(15);
  expect(Math.abs(all / schedule.expected - 1)).toBeLessThan(0.02);
});
