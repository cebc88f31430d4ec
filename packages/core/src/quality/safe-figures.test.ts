import { expect, it } from "vitest";

import { definitions } from "./definitions.ts";
import type { OpenFigure } from "./panel.ts";
import { safeFigures } from "./safe-figures.ts";

/** Figures of one hospital, all 50 of 1,000 but for those given. */
function figures(some: Readonly<Record<string, readonly [count: number | null, of: number | null]>>): OpenFigure[] {
  return definitions.map(({ name }) => {
    const [count, of] = some[name] ?? [50, 1000];
    return { name, count, of, rate: 0.05, interval: [0.04, 0.06] };
  });
}

/** Of hospitals, and last of the table of which they are all. */
function told(scopes: readonly OpenFigure[][], name: string): unknown[] {
  const sum = (pick: (figure: OpenFigure) => number | null, f: number): number | null =>
    scopes.reduce<number | null>((all, figures) => {
      const own = pick(figures[f]!);
      return own === null || all === null ? null : all + own;
    }, 0);
  const whole = definitions.map((each, f): [string, [number | null, number | null]] => [
    each.name,
    [sum(({ count }) => count, f), sum(({ of }) => of, f)],
  ]);
  const { table, divisions } = safeFigures({ table: figures(Object.fromEntries(whole)), divisions: [scopes] });
  return [...divisions[0]!, table].map((own) => {
    const { count, of, rate, interval } = own.find((figure) => figure.name === name)!;
    return [count, of, rate, interval?.length];
  });
}

it("hides a small count with its rate, and another hospital's, which a total would let one subtract", () => {
  const scopes = [
    figures({ "no-name": [4, 1000] }),
    figures({ "no-name": [0, 1000] }),
    figures({ "no-name": [20, 1000] }),
  ];
  expect(told(scopes, "no-name")).toEqual([
    ["<10", 1000, null, undefined],
    [0, 1000, 0.05, 2],
    ["suppressed", 1000, null, undefined],
    [24, 3000, 0.05, 2],
  ]);
});

it("tells nothing of a group below ten", () => {
  const scopes = [figures({ "no-name": [0, 7] }), figures({ "no-name": [3, 6] })];
  expect(told(scopes, "no-name").map((cells) => (cells as unknown[]).slice(0, 3))).toEqual([
    ["<10", "<10", null],
    ["<10", "<10", null],
    ["<10", 13, null],
  ]);
});

it("hides what an estimate is measured against with it: links and missed links add up to that", () => {
  const few = { "missed-links-capture": [4, 954], "missed-links-variation": [3.6, 953.6] } as const;
  expect(told([figures(few), figures(few)], "missed-links-capture")).toEqual([
    ["<10", "suppressed", null, undefined],
    ["<10", "suppressed", null, undefined],
    ["<10", "suppressed", null, undefined],
  ]);
});

it("hides a second kind of case where one alone would follow from the local patients in any", () => {
  const rest = Object.fromEntries(
    ["twin", "duplicate-number", "contradiction", "bridge"].map((kind) => [`in-review-${kind}`, [0, 1000]] as const),
  );
  const scopes = [
    figures({ ...rest, "in-review-rivals": [3, 1000] }),
    figures({ ...rest, "in-review-rivals": [3, 1000] }),
  ];
  expect(told(scopes, "in-review-grey").map((cells) => (cells as unknown[])[0])).toEqual([
    "suppressed",
    "suppressed",
    "suppressed",
  ]);
});

it("says that a figure is not known, also of a hospital", () => {
  expect(told([figures({ "false-links": [null, null] })], "false-links")).toEqual([
    [null, null, 0.05, 2],
    [null, null, 0.05, 2],
  ]);
});

it("covers in its column what a row hides: the kind beside a small one follows from no other hospital", () => {
  const none = ["duplicate-number", "contradiction", "bridge"].map((kind) => [`in-review-${kind}`, [0, 1000]] as const);
  const cases = (rivals: number, twin: number): OpenFigure[] =>
    figures({ ...Object.fromEntries(none), "in-review-rivals": [rivals, 1000], "in-review-twin": [twin, 1000] });
  // Rivals and twins hide each other, but for the first hospital, whose grey cases have to.
  const grey = told([cases(3, 0), cases(4, 4), cases(5, 5)], "in-review-grey");
  expect(grey.map((cells) => (cells as unknown[])[0])).toEqual(["suppressed", "suppressed", 50, 150]);
});

it("hides a total that a division hides in another as well, where one registry is all of it", () => {
  const hospitals = [figures({ "no-name": [9, 500] }), figures({ "no-name": [9, 500] })];
  const whole = figures({ "no-name": [18, 1000] });
  const { table, divisions } = safeFigures({ table: whole, divisions: [hospitals, [whole]] });
  const counts = [table, divisions[1]![0]!].map((own) => own.find(({ name }) => name === "no-name")!.count);
  expect(counts).toEqual(["suppressed", "suppressed"]);
});
