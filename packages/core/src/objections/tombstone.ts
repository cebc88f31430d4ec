import { seal, unseal, type KeyRing } from "@koppel/keyring";

import { allocateBlock, copyRows, HAS_NUMBER, readBlock, WORDS, type Block } from "../evidence/block.ts";
import type { Passages } from "../evidence/passage.ts";
import type { ObjectorSigns } from "../workers/objector-task.ts";

/**
 * What an objector was known by: statements under a key that serves nothing else, so that a later delivery can be told to be of him and
 * nobody can do anything else with it (a keyed tombstone). In the column of deliveries stands the number of the provider.
 */
export type Tombstone = Block;

/** Seals a tombstone under the key of who may take deliveries in. @param place objection and partition */
export function sealTombstone(ring: KeyRing, tombstone: Tombstone, place: string): Uint8Array {
  return seal(ring.sharedKey("control", "tombstones"), tombstone.bytes, `tombstone|${place}`);
}

/** @throws KeyringError SEAL_BROKEN, NOT_GRANTED */
export function openTombstone(ring: KeyRing, sealed: Uint8Array, place: string): Tombstone {
  return readBlock(unseal(ring.sharedKey("control", "tombstones"), sealed, `tombstone|${place}`));
}

/** By what records of a tombstone's patient can be found, before they are compared. */
export function signsOf(tombstones: Tombstone, passages: Passages): ObjectorSigns {
  const groups: number[] = [];
  const numbers: number[] = [];
  for (let row = 0; row < tombstones.rows; row++) {
    const at = row * WORDS;
    const [high, low] = tombstones.handle.subarray(at + 2, at + 4);
    // Without a birth date or sex there is no birth group to look in.
    if (high !== 0 || low !== 0) groups.push(high, low);
    if (tombstones.present[row] & HAS_NUMBER) numbers.push(...tombstones.number.subarray(at, at + WORDS));
  }
  return { groups: Uint32Array.from(groups), numbers: Uint32Array.from(numbers), passages };
}

/** Chosen rows of a block, in order. */
export function rowsWhere(block: Block, wanted: (row: number) => boolean): Block {
  const rows = Array.from({ length: block.rows }, (_, row) => row).filter(wanted);
  const picked = allocateBlock(rows.length, block.typeMask);
  rows.forEach((row, to) => copyRows(block, row, row + 1, picked, to));
  return picked;
}
