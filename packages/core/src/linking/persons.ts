import type { LinkedPartition } from "./partition.ts";

/** Bit of a person number that says it is new: the rest counts the new persons of the partition from 0. */
export const NEW_PERSON = 0x80000000;

/** Persons of one partition after a run. */
export interface NumberedPersons {
  /** By record: number of its person, or `NEW_PERSON` and a count. */
  readonly person: Uint32Array;
  readonly newPersons: number;
  /** How many numbers the linked records had before, kept or not. */
  readonly replaced: number;
  /** Numbers that were merged into others: pairs of gone and kept, in turn. */
  readonly merges: readonly number[];
}

/**
 * Gives clusters their person numbers, which never change: the cluster that holds a person's oldest record keeps its number; of several
 * numbers the one with the oldest record stays and the others become aliases of it. O(records).
 *
 * @param prior by record: the number before, as far as the records were there before
 */
export function numberPersons(linked: LinkedPartition, prior: Uint32Array): NumberedPersons {
  const { patients, cluster, clusters } = linked;
  const person = new Uint32Array(patients.ofRow.length);
  const numberOf = new Float64Array(clusters).fill(-1);
  const merges: number[] = [];
  const seen = new Set<number>();
  // Records stand in order of arrival, so the first of a number is its oldest, and the first claim to a cluster is the oldest one.
  for (let row = 0; row < prior.length; row++) {
    const node = patients.ofRow[row];
    if (node < 0) {
      person[row] = prior[row];
      continue;
    }
    if (seen.has(prior[row])) continue;
    seen.add(prior[row]);
    const at = cluster[node];
    if (numberOf[at] < 0) numberOf[at] = prior[row];
    else merges.push(prior[row], numberOf[at]);
  }
  let newPersons = 0;
  for (let row = 0; row < person.length; row++) {
    const node = patients.ofRow[row];
    if (node < 0) continue;
    const at = cluster[node];
    if (numberOf[at] < 0) numberOf[at] = (NEW_PERSON | newPersons++) >>> 0;
    person[row] = numberOf[at];
  }
  return { person, newPersons, replaced: seen.size, merges };
}
