import { describe, expect, it } from "vitest";

import type { LinkedPartition } from "./partition.ts";
import { NEW_PERSON, numberPersons } from "./persons.ts";

/** A partition whose records fall in these clusters; -1 takes no part. */
function linked(...clusterOf: number[]): LinkedPartition {
  const clusters = Math.max(-1, ...clusterOf) + 1;
  const patients = { ofRow: Int32Array.from(clusterOf) };
  return {
    patients,
    clusters,
    cluster: Int32Array.from({ length: clusters }, (_, i) => i),
  } as unknown as LinkedPartition;
}

function numbered(
  clusterOf: number[],
  prior: number[],
): { person: number[]; merges: readonly number[]; newPersons: number } {
  const { person, merges, newPersons } = numberPersons(linked(...clusterOf), Uint32Array.from(prior));
  return { person: [...person], merges, newPersons };
}

describe("person numbers", () => {
  it("are counted for new persons from the first on", () => {
    const fresh = [NEW_PERSON, NEW_PERSON + 1, NEW_PERSON];
    expect(numbered([1, 0, 1], [])).toEqual({ person: fresh, merges: [], newPersons: 2 });
  });

  it("stay when persons merge: that with the oldest record, of which the others become aliases", () => {
    const after = { person: [7, 5, 7, 7], merges: [9, 7], newPersons: 0 };
    expect(numbered([0, 1, 0, 0], [7, 5, 9])).toEqual(after);
  });

  it("stay with the oldest record when a person falls apart", () => {
    expect(numbered([0, 1, 1], [4, 4, 4])).toEqual({ person: [4, NEW_PERSON, NEW_PERSON], merges: [], newPersons: 1 });
  });

  it("go with the oldest record also where it joins an older person and leaves its own behind", () => {
    const after = { person: [3, 3, NEW_PERSON], merges: [6, 3], newPersons: 1 };
    expect(numbered([0, 0, 1], [3, 6, 6])).toEqual(after);
  });

  it("stay as they were for records that took no part", () => {
    expect(numbered([-1, 0, -1], [8, 2, 8])).toEqual({ person: [8, 2, 8], merges: [], newPersons: 0 });
  });
});
