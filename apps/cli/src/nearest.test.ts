import { expect, test } from "vitest";

import { nearest } from "./nearest.ts";

test.each([
  ["lnik", "link"],
  ["pseudonymize", "pseudonymise"],
  ["stat", "status"],
  ["evalute", "evaluate"],
  ["frobnicate", undefined],
])("%s -> %s", (word, meant) => {
  expect(nearest(word, ["init", "link", "status", "pseudonymise", "evaluate"])).toBe(meant);
});
