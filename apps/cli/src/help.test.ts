import { expect, test } from "vitest";

import { overview, verbHelp } from "./help.ts";
import { chapters, verbs } from "./verbs/index.ts";

const tooWide = (text: string): string[] => text.split("\n").filter(({ length }) => length > 80);

test("the overview has every verb once, within 80 columns", () => {
  const text = overview(chapters);
  const named = [...text.matchAll(/^ {2}([a-z]+(?: [a-z]+)?) {2,}/gm)].map(([, name]) => name);
  expect(named).toEqual(verbs.map(({ name }) => name));
  expect(new Set(named).size).toBe(named.length);
  expect(tooWide(text)).toEqual([]);
});

test.each(verbs.map((verb) => [verb.name, verb] as const))(
  "%s has help with an example, within 80 columns",
  (name, verb) => {
    const help = verbHelp(verb);
    expect(help).toContain(`usage: koppel ${name}`);
    expect(help).toContain(`\nexample:\n  koppel ${name}`);
    expect(tooWide(help)).toEqual([]);
  },
);
