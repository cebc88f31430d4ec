import { describe, expect, it } from "vitest";

import { findBridges } from "./bridges.ts";
import { NO_VERDICTS } from "./decisions.ts";
import { allocateRoster, LOCAL_NUMBER, readRoster, rosterBytes, SERVICE_NUMBER, type Roster } from "./roster.ts";

type Entry = readonly [person: number, provider: number, number: number, kind?: number];

/** A roster of these entries; all numbers share the word that they are hashed by. */
function roster(...entries: readonly Entry[]): Roster {
  const made = allocateRoster(entries.length);
  for (const [i, [person, provider, number, kind]] of entries.entries()) {
    made.value.set([1, provider, number, 1], i * 4);
    made.kind[i] = kind ?? LOCAL_NUMBER;
    made.provider[i] = provider;
    made.person[i] = person;
  }
  return made;
}

function bridged(...rosters: readonly Roster[]): {
  joined: [number, number][];
  questions: readonly (readonly number[])[];
} {
  const { joined, questions } = findBridges(rosters, NO_VERDICTS);
  return { joined: [...joined].toSorted(([a], [b]) => a - b), questions };
}

describe("bridges", () => {
  it("join persons under one number to the lowest, over any partitions", () => {
    const expected = {
      joined: [
        [5, 3],
        [8, 3],
      ],
      questions: [],
    };
    expect(bridged(roster([8, 1, 10], [3, 1, 10]), roster([5, 2, 20], [3, 2, 20], [4, 2, 21]))).toEqual(expected);
    expect(bridged(roster([4, 2, 21], [3, 2, 20], [5, 2, 20]), roster([3, 1, 10], [8, 1, 10]))).toEqual(expected);
  });

  it("ask about all whom they connect where two numbers of one provider would meet", () => {
    const conflict = roster([1, 1, 10], [2, 1, 10], [1, 2, 20], [2, 2, 21]);
    expect(bridged(conflict)).toEqual({ joined: [], questions: [[1, 2]] });
    const further = roster([1, 1, 10], [2, 1, 10], [2, 2, 20], [3, 2, 20], [3, 1, 11]);
    expect(bridged(further)).toEqual({ joined: [], questions: [[1, 2, 3]] });
  });

  it("join over two numbers of one provider that a single person has already, and over no others", () => {
    expect(bridged(roster([1, 1, 10], [2, 1, 10], [2, 1, 11], [3, 1, 11])).joined).toEqual([
      [2, 1],
      [3, 1],
    ]);
    expect(bridged(roster([1, 1, 10], [1, 1, 12], [2, 1, 10], [2, 1, 11]))).toEqual({
      joined: [],
      questions: [[1, 2]],
    });
  });

  it("only ask about one service number in two persons (R5)", () => {
    const service = roster([1, 1, 90, SERVICE_NUMBER], [2, 1, 90, SERVICE_NUMBER]);
    expect(bridged(service)).toEqual({ joined: [], questions: [[1, 2]] });
    expect(bridged(roster([1, 1, 90], [2, 1, 90, SERVICE_NUMBER]))).toEqual({ joined: [], questions: [] });
  });

  it("ask with the number that a person has after joining", () => {
    const both = roster([4, 1, 10], [2, 1, 10], [4, 1, 90, SERVICE_NUMBER], [7, 1, 90, SERVICE_NUMBER]);
    expect(bridged(both)).toEqual({ joined: [[4, 2]], questions: [[2, 7]] });
  });
});

describe("a roster", () => {
  it("is read back from its stored bytes, wherever they stand", () => {
    const made = roster([8, 1, 10], [3, 2, 20, SERVICE_NUMBER]);
    made.row.set([6, 7]);
    const held = Buffer.concat([Buffer.of(1), rosterBytes(made)]);
    expect(readRoster(held.subarray(1))).toEqual(made);
  });
});
