import { expect, test } from "vitest";

import { reviewPerfectly } from "./perfect-review.ts";

test("joins whole persons by what most of their records are, and says what each case came to", () => {
  // Person 1 holds a record of somebody else, which a reviewer of cases never sees by itself; person 4 is not in the truth.
  const records = [
    [1, 100],
    [1, 100],
    [1, 200],
    [2, 100],
    [3, 200],
    [5, 300],
    [6, 300],
    [7, 100],
  ];
  const cases = [
    { kind: "rivals", persons: [1, 2, 3] },
    { kind: "rivals", persons: [2, 3] },
    { kind: "grey", persons: [3, 4] },
    { kind: "grey", persons: [2, 7] },
  ];
  const { joined, answers } = reviewPerfectly(
    cases,
    records.map(([person]) => person),
    records.map(([, truth]) => truth),
  );
  expect([...joined]).toEqual([
    [2, 1],
    [7, 1],
  ]);
  expect(answers).toEqual([
    { kind: "rivals", same: 1, different: 1, unknown: 0 },
    { kind: "grey", same: 1, different: 0, unknown: 1 },
  ]);
});
