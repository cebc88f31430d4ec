import { describe, expect, it } from "vitest";

import type { PatternClass } from "../model/model.ts";
import type { DecidedPairs } from "./decided-patients.ts";
import { cluster, type Clustering } from "./cluster.ts";

const plain = { key: "", name: "name8+initial", place: "place6", number: "number-missing", falseShare: 0.5 } as const;

function link(weight: number): PatternClass {
  return { ...plain, side: "other-provider", action: "link", weight, veto: false };
}

function review(weight: number, levels: Partial<PatternClass> = {}): PatternClass {
  return { ...plain, side: "other-provider", action: "review", weight, veto: false, ...levels };
}

function apart(weight: number, levels: Partial<PatternClass> = {}): PatternClass {
  return { ...plain, side: "other-provider", action: "apart", weight, veto: false, ...levels };
}

/** Two numbers of one provider: for review, and not to be joined by the machine. */
const twoNumbers = review(2, { side: "same-provider", veto: true });
/** Two service numbers. The weight alone would not keep them apart. */
const serviceDiffers = apart(-1, { number: "number-differs", veto: true });

/** Clusters members between whom these pairs stand; all other pairs are indifferent. */
function clustered(
  size: number,
  given: readonly [number, number, PatternClass][],
  margin = 3,
  decided: DecidedPairs = { same: [], different: [] },
): Clustering {
  const classes = [apart(-0.5), ...given.map(([, , found]) => found)];
  const pairs = new Uint16Array(size * size);
  given.forEach(([i, j], at) => (pairs[i * size + j] = pairs[j * size + i] = at + 1));
  return cluster(size, pairs, classes, margin, decided);
}

/** Two links in a row, and between their ends what speaks against it. */
function chain(weight: number): Clustering {
  return clustered(3, [
    [0, 1, link(9)],
    [1, 2, link(2)],
    [0, 2, apart(weight)],
  ]);
}

/** Two candidates, of whom only one can be right. */
function rivals(margin: number): Clustering {
  return clustered(
    3,
    [
      [0, 1, link(6)],
      [0, 2, link(4)],
      [1, 2, twoNumbers],
    ],
    margin,
  );
}

describe("clusters", () => {
  it("join what links, and nothing else", () => {
    const { cluster, questions } = clustered(4, [
      [0, 1, link(5)],
      [1, 3, link(4)],
    ]);
    expect([[...cluster], questions]).toEqual([[0, 0, 2, 0], []]);
  });

  it("never hold two numbers of one provider", () => {
    const { cluster, questions } = clustered(3, [
      [0, 2, link(9)],
      [1, 2, link(5)],
      [0, 1, twoNumbers],
    ]);
    expect([...cluster]).toEqual([0, 1, 0]);
    expect(questions).toMatchObject([{ kind: "duplicate-number", members: [1, 2], best: 2 }]);
  });

  it("never hold two service numbers", () => {
    const { cluster, questions } = clustered(3, [
      [0, 2, link(9)],
      [1, 2, link(5)],
      [0, 1, serviceDiffers],
    ]);
    expect([...cluster]).toEqual([0, 1, 0]);
    expect(questions).toMatchObject([{ kind: "contradiction", members: [1, 2], best: 2 }]);
  });

  it("do not join where all pairs between them together speak against it, those never compared included", () => {
    expect([...chain(-2).cluster]).toEqual([0, 0, 2]);
    expect(chain(-2).questions).toMatchObject([{ kind: "contradiction", members: [1, 2], best: 2 }]);
    expect([...chain(-1.5).cluster]).toEqual([0, 0, 0]);
    expect(chain(-1.5).questions).toEqual([]);
  });

  it("do not join by links that speak against it, even where nothing but links is there", () => {
    expect([...clustered(2, [[0, 1, link(-1)]]).cluster]).toEqual([0, 1]);
  });

  it("leave rivals apart where the best leads by less than the margin", () => {
    expect([...rivals(3).cluster]).toEqual([0, 1, 2]);
    expect(rivals(3).questions).toEqual([{ kind: "rivals", members: [0, 1, 2], best: 1 }]);
    expect([...rivals(2).cluster]).toEqual([0, 0, 2]);
    expect(rivals(2).questions).toMatchObject([{ kind: "duplicate-number", members: [0, 2] }]);
  });

  it("try again what was put off, once the rival has gone another way", () => {
    const { cluster } = clustered(4, [
      [0, 1, link(6)],
      [0, 2, link(5)],
      [1, 2, twoNumbers],
      [2, 3, link(4)],
      [0, 3, apart(-6)],
      [1, 3, apart(-6)],
    ]);
    expect([...cluster]).toEqual([0, 0, 2, 2]);
  });

  it("ask about pairs for review, unless a veto has settled them", () => {
    const twin = review(1, { name: "name8-initial" });
    expect(clustered(2, [[0, 1, twin]]).questions).toMatchObject([{ kind: "twin", members: [0, 1] }]);
    const away = review(1, { name: "name8-initial", place: "place-differs" });
    expect(clustered(2, [[0, 1, away]]).questions).toMatchObject([{ kind: "grey" }]);
    expect(clustered(2, [[0, 1, twoNumbers]]).questions).toMatchObject([{ kind: "duplicate-number" }]);
    const settled = clustered(3, [
      [0, 1, link(9)],
      [1, 2, review(1)],
      [0, 2, serviceDiffers],
    ]);
    expect([[...settled.cluster], settled.questions]).toEqual([[0, 0, 2], []]);
  });
});
