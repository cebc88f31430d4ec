import { encryptColumn } from "@koppel/keyring";

import { HAS_NUMBER, WORDS, type Block } from "../evidence/block.ts";
import { carryColumn, type Passage } from "../evidence/passage.ts";
import { scratch } from "./scratch.ts";

/** What names local patients and gives them their place: keys of a domain that is never rotated, so that names and places stay. */
export interface HandleKeys {
  /** Carries values of the birth groups' type, as they were delivered. */
  readonly anchor: Passage;
  /** Carries patient numbers, as they were delivered. */
  readonly number: Passage;
  /** 32 bytes. */
  readonly mac: Uint8Array;
}

/** First word of what is authenticated: what the keyed function is used for. */
const LABEL = 0x4b504832; // "KPH2"

/**
 * Fills in the handles of records whose values are still as delivered and whose record keys are known, and tells their partitions.
 *
 * A handle is 16 bytes that name a local patient for ever, whatever is delivered of it later, and tell nothing to who has not the key. The
 * first half is CBC-MAC with AES-256 over three blocks: label, provider and whether it gave a number; the *stable* value of the birth
 * group; the stable patient number, or else the record key. The second half is that of the birth group's stable value, so that a birth
 * group has a name too. Values are stable in the domain `handle`. Four passes of AES over the records.
 *
 * Who can be linked by names and places meets in one partition: it is that of the birth group, for records without one that of the patient
 * number, and else of the record key. Stable values and record keys are evenly spread.
 *
 * @param anchor the type whose values are the birth groups; @param provider number of the provider in the table
 * @returns by record: its partition
 */
export function makeHandles(
  block: Block,
  rows: number,
  { anchor, provider, partitions }: { readonly anchor: number; readonly provider: number; readonly partitions: number },
  keys: HandleKeys,
): Uint16Array {
  const memory = [0, 1].map(() => scratch.take(rows * 16));
  const [anchors, numbers] = memory.map((buffer) => new Uint32Array(buffer, 0, rows * WORDS));
  const { present, record, handle } = block;
  carryColumn(block.values[anchor]!, present, { rows, bit: 1 << anchor }, keys.anchor, anchors);
  carryColumn(block.number, present, { rows, bit: HAS_NUMBER }, keys.number, numbers);
  const starts = new Uint32Array([0, 1].flatMap((numbered) => [LABEL, provider, numbered, 0]));
  const first = new Uint32Array(encryptColumn(keys.mac, new Uint8Array(starts.buffer)).buffer);
  const bytes = new Uint8Array(handle.buffer, handle.byteOffset, rows * 16);
  const partition = new Uint16Array(rows);
  for (let row = 0; row < rows; row++) {
    const at = row * WORDS;
    const numbered = (present[row] & HAS_NUMBER) === 0 ? 0 : 1;
    for (let word = 0; word < WORDS; word++) handle[at + word] = first[numbered * WORDS + word] ^ anchors[at + word];
    const place = present[row] & (1 << anchor) ? anchors : numbered ? numbers : record;
    // Another word than those that the tables inside a partition are hashed by and handles end in.
    partition[row] = place[at + 3] % partitions;
  }
  encryptColumn(keys.mac, bytes, bytes);
  for (let row = 0; row < rows; row++) {
    const rest = present[row] & HAS_NUMBER ? numbers : record;
    for (let word = row * WORDS; word < (row + 1) * WORDS; word++) handle[word] ^= rest[word];
  }
  encryptColumn(keys.mac, bytes, bytes);
  for (let at = 0; at < rows * WORDS; at += WORDS) {
    handle[at + 2] = anchors[at];
    handle[at + 3] = anchors[at + 1];
  }
  for (const buffer of memory) scratch.give(buffer);
  return partition;
}
