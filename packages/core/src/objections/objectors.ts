import { WORDS, type Block } from "../evidence/block.ts";
import { Comparison } from "../linking/comparison.ts";
import { birthGroups, localPatients, type LocalPatients } from "../linking/local-patients.ts";
import type { LinkContext } from "../linking/partition.ts";
import { joinBlocks } from "../store/partition-reader.ts";
import type { Tombstone } from "./tombstone.ts";

/** Of classes in which more pairs are two people than this, nobody is taken for an objector: nobody is left out on a guess. */
const LARGEST_SHARE = 0.01;

/**
 * Finds the records that are of somebody who objects: those of a local patient with the patient number of a tombstone, in whatever birth
 * group, and those that surely would link to one. A provider that knows the objector under one number says itself that another number is
 * somebody else. O(pairs within birth groups that have a tombstone).
 *
 * @param tombstones what objectors were known by; @param found records, in the same domain as the tombstones
 * @returns by row of `found`: 1 where it is of an objector
 */
export function findObjectors(tombstones: Tombstone, found: Block, context: LinkContext): Uint8Array {
  const { model, anchor, providerOf } = context;
  const block = joinBlocks([tombstones, found]);
  const patients = localPatients(block, birthGroups(block, anchor), block.present, providerOf);
  const { group, provider, numbered, ofRow } = patients;
  const comparison = new Comparison(block, block.present, patients, model);
  const known = [...new Set(ofRow.subarray(0, tombstones.rows))];
  const numbers = new Set(known.flatMap((node) => numberOf(block, patients, node)));
  const byGroup = Map.groupBy(known, (node) => group[node]);
  const isSure = (node: number, other: number): boolean => {
    const { action, falseShare } = model.classes[comparison.classOf(node, other)];
    return action === "link" && falseShare <= LARGEST_SHARE;
  };
  const objects = Array.from({ length: patients.size }, (_, node) => {
    if (numberOf(block, patients, node).some((number) => numbers.has(number))) return true;
    const near = group[node] === 0 ? [] : (byGroup.get(group[node]) ?? []);
    const told =
      numbered[node] === 1 && near.some((other) => numbered[other] === 1 && provider[other] === provider[node]);
    return near.includes(node) || (!told && near.some((other) => isSure(node, other)));
  });
  return Uint8Array.from({ length: found.rows }, (_, row) => Number(objects[ofRow[tombstones.rows + row]]));
}

/** A patient number as text, with its provider; none where there is none. */
function numberOf({ number }: Block, { keyRow, provider, numbered }: LocalPatients, node: number): string[] {
  if (numbered[node] === 0) return [];
  const row = keyRow[node];
  return [`${provider[node]}|${number.subarray(row * WORDS, (row + 1) * WORDS).join()}`];
}
