import { expect, it } from "vitest";

import { Tally } from "./cells.ts";
import { Membership } from "./membership.ts";
import { countBridged, countPersons, joinBridged, pickBridged } from "./person-count.ts";

// Scopes: the table is 0, providers 7 and 9 are 1 and 2, two registries 3 and 4.
const ofProvider = new Int32Array(10);
ofProvider.set([1, 0, 2], 7);
const scopes = { size: 5, ofProvider, firstRegistry: 3, registryOf: Int32Array.of(0, 0, 1) };

it("a pair belongs to the table, to both hospitals once, and to the registries that both are in", () => {
  const membership = new Membership(scopes, Int32Array.of(7, 9, 7));
  for (const [patient, delivery] of [
    [0, 1],
    [0, 2],
    [1, 2],
    [2, 1],
  ] as const)
    membership.note(patient, delivery);
  expect([...membership.ofPair(0, 1)]).toEqual([0, 1, 2, 4]);
  expect([...membership.ofPair(0, 2)]).toEqual([0, 1, 3]);
  expect([...membership.ofPair(1, 2)]).toEqual([0, 2, 1]);
  expect([...membership.of(0)]).toEqual([0, 1, 3, 4]);
});

it("links over birth groups are counted where partitions meet", () => {
  // Person 4: hospital 7 has it in two birth groups (parts 4 and 8), hospital 9 in one of them. Person 5 is in one group.
  const provider = Int32Array.of(7, 7, 9, 7, 9);
  const person = Uint32Array.of(4, 4, 4, 5, 5);
  const part = Uint32Array.of(8, 4, 4, 5, 5);
  const membership = new Membership(scopes, provider);
  const tally = new Tally(scopes.size);
  const reaches = (number: number): boolean => number === 4;
  countPersons(person, membership, tally, reaches);
  const beyond = joinBridged([
    pickBridged(person, part, provider, membership, reaches),
    pickBridged(Uint32Array.of(), Uint32Array.of(), Int32Array.of(), new Membership(scopes, Int32Array.of()), reaches),
  ]);
  countBridged(beyond, new Membership(scopes, beyond.provider, beyond.inRegistry), () => tally);
  const told = [0, 1, 2].map((scope) => tally.counts(scope));
  expect(told.map(({ together }) => together)).toEqual([5, 3, 2]);
  expect(told.map(({ overBirthGroups }) => overBirthGroups)).toEqual([3, 2, 1]);
  expect(told.map(({ linkedBeyond }) => linkedBeyond)).toEqual([1, 1, 1]);
  expect(told.map(({ birthVaries }) => birthVaries)).toEqual([1, 1, 1]);
});
