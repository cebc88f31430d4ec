import { expect, test } from "vitest";

import { dayText } from "../calendar.ts";
import { firstKept, parseTerm, termText } from "./term.ts";

test.each([
  ["7y", "2027-03-10", "2020-03-10"],
  ["18m", "2027-08-31", "2026-02-28"],
  ["1m", "2027-01-01", "2026-12-01"],
  ["24m", "2028-02-29", "2026-02-28"],
])("a term of %s, on %s, keeps from %s on", (text, today, first) => {
  expect(dayText(firstKept(parseTerm(text), new Date(`${today}T23:00:00Z`)))).toBe(first);
});

test("a term is told as it is read, in years where it can be", () => {
  expect(["7y", "18m", "24m"].map((text) => termText(parseTerm(text)))).toEqual(["7y", "18m", "2y"]);
});

test.each(["", "0y", "7", "y", "7 y", "-1y", "7d", "1000y"])("%o is no term", (text) => {
  expect(() => parseTerm(text)).toThrow(expect.objectContaining({ code: "BAD_TERM" }));
});
