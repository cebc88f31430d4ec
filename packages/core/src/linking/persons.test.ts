import { describe, expect, it } from "vitest";

import type { LinkedPartition } from "./partition.ts";
import { NEW_NUMBER, numberPersons, type NumberedPersons } from "./persons.ts";

/** Numbers after the statements fell into these clusters, -1 taking no part; `own` and `person` are those before. */
function numbered(clusterOf: number[], own: number[] = [], person: number[] = own): NumberedPersons {
  const clusters = Math.max(-1, ...clusterOf) + 1;
  const linked = {
    patients: { ofRow: Int32Array.from(clusterOf) },
    clusters,
    cluster: Int32Array.from({ length: clusters }, (_, i) => i),
  } as unknown as LinkedPartition;
  return numberPersons(linked, { own: Uint32Array.from(own), person: Uint32Array.from(person) });
}

describe("person numbers", () => {
  it("are those of the oldest statement, new ones counted from the first on", () => {
    const { own, person, newPersons, personsBefore } = numbered([1, 0, 1]);
    expect([...own]).toEqual([NEW_NUMBER, NEW_NUMBER + 1, NEW_NUMBER + 2]);
    expect([...person]).toEqual([NEW_NUMBER, NEW_NUMBER + 1, NEW_NUMBER]);
    expect([newPersons, personsBefore]).toEqual([2, 0]);
  });

  it("become the lowest in a merge, and are the same again when it is undone", () => {
    const merged = numbered([0, 1, 0, 0], [7, 5, 9]);
    expect([...merged.person]).toEqual([7, 5, 7, 7]);
    expect(merged).toMatchObject({ newPersons: 0, personsBefore: 3 });
    expect(merged.events).toEqual([{ kind: "merged", person: 9, other: 7 }]);
    const apart = numbered([0, 1, 2, 2], [7, 5, 9, 11], [7, 5, 7, 7]);
    expect([...apart.person]).toEqual([7, 5, 9, 9]);
    expect(apart.events).toEqual([{ kind: "split", person: 9, other: 7 }]);
  });

  it("tell of patients that went from one person to another, once", () => {
    const { person, events } = numbered([0, 1, 1, 1], [3, 4, 5, 6], [3, 4, 3, 3]);
    expect([...person]).toEqual([3, 4, 4, 4]);
    expect(events).toEqual([{ kind: "moved", person: 3, other: 4 }]);
  });

  it("stay as they were for statements that took no part", () => {
    const { person, personsBefore, events } = numbered([-1, 0, -1], [8, 9, 10], [8, 9, 8]);
    expect([...person]).toEqual([8, 9, 8]);
    expect([personsBefore, events]).toEqual([1, []]);
  });
});
