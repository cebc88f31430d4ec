import type { Tally } from "./cells.ts";
import type { Membership } from "./membership.ts";

/** More local patients than this in one person are too many to be likely. */
const LARGE = 10;

/**
 * Counts local patients in persons of two and more, and of very many. O(local patients).
 *
 * @param person by local patient: number of its person
 * @param elsewhere persons that reach over birth groups, and so are counted with `countBridged`
 */
export function countPersons(
  person: Uint32Array,
  membership: Membership,
  tally: Tally,
  elsewhere: (person: number) => boolean,
): void {
  const sizes = new Map<number, number>();
  for (const number of person) sizes.set(number, (sizes.get(number) ?? 0) + 1);
  for (let patient = 0; patient < person.length; patient++) {
    const size = sizes.get(person[patient])!;
    if (size < 2 || elsewhere(person[patient])) continue;
    tally.add(membership.of(patient), "together");
    if (size > LARGE) tally.add(membership.of(patient), "inLargePersons");
  }
}

/** Local patients of persons that reach over birth groups, taken from many partitions. */
export interface BridgedPatients {
  /** Number of the person in the table, and of the one within the birth group. */
  readonly person: Uint32Array;
  readonly part: Uint32Array;
  readonly provider: Int32Array;
  /** By local patient and registry: 1 where it has a record of it. */
  readonly inRegistry: Uint8Array;
}

/** Picks the local patients of persons that reach over birth groups. O(local patients). */
export function pickBridged(
  person: Uint32Array,
  part: Uint32Array,
  provider: Int32Array,
  { inRegistry }: Membership,
  reaches: (person: number) => boolean,
): BridgedPatients {
  const picked = Int32Array.from(person.keys()).filter((patient) => reaches(person[patient]));
  const registries = person.length === 0 ? 0 : inRegistry.length / person.length;
  const flags = new Uint8Array(picked.length * registries);
  picked.forEach((patient, i) =>
    flags.set(inRegistry.subarray(patient * registries, (patient + 1) * registries), i * registries),
  );
  return {
    person: Uint32Array.from(picked, (patient) => person[patient]),
    part: Uint32Array.from(picked, (patient) => part[patient]),
    provider: Int32Array.from(picked, (patient) => provider[patient]),
    inRegistry: flags,
  };
}

/** Several pickings as one. */
export function joinBridged(parts: readonly BridgedPatients[]): BridgedPatients {
  return {
    person: Uint32Array.from(parts.flatMap(({ person }) => [...person])),
    part: Uint32Array.from(parts.flatMap(({ part }) => [...part])),
    provider: Int32Array.from(parts.flatMap(({ provider }) => [...provider])),
    inRegistry: Uint8Array.from(parts.flatMap(({ inRegistry }) => [...inRegistry])),
  };
}

/**
 * Counts what only bridges make: links over birth groups, and pairs of linked patient numbers of which one stands in two birth groups.
 *
 * @param tallyOf the tally that a person counts in
 */
export function countBridged(
  { person, part, provider }: BridgedPatients,
  membership: Membership,
  tallyOf: (person: number) => Tally,
): void {
  for (const [number, members] of Map.groupBy(person.keys(), (patient) => person[patient])) {
    const tally = tallyOf(number);
    for (const a of members) {
      tally.add(membership.of(a), "together");
      tally.add(membership.of(a), "overBirthGroups");
      if (members.length > LARGE) tally.add(membership.of(a), "inLargePersons");
      for (const b of members)
        if (a < b && part[a] !== part[b] && provider[a] !== provider[b])
          tally.add(membership.ofPair(a, b), "linkedBeyond");
    }
    const numbers = [...Map.groupBy(members, (patient) => provider[patient]).values()];
    for (const [i, one] of numbers.entries())
      for (const other of numbers.slice(i + 1))
        if (inTwo(one, part) || inTwo(other, part)) tally.add(membership.ofPair(one[0], other[0]), "birthVaries");
  }
}

function inTwo(patients: readonly number[], part: Uint32Array): boolean {
  return patients.some((patient) => part[patient] !== part[patients[0]]);
}
