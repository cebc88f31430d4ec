import { WORDS, type Block } from "../evidence/block.ts";
import { sameValue } from "../evidence/dictionary.ts";
import type { LinkedPartition } from "./partition.ts";

/** What an entry of a roster names: a patient number of one provider, a citizen service number, or a decided local patient by its handle. */
export const LOCAL_NUMBER = 0;
export const SERVICE_NUMBER = 1;
export const DECIDED = 2;

/**
 * The numbers that the persons of a partition go by: what reaches beyond a birth group, since one patient number may stand in
 * two of them when a birth date was corrected, and a human's word may join or part any two.
 */
export interface Roster {
  readonly size: number;
  /** `size * 4` words: the patient number, citizen service number or handle. */
  readonly value: Uint32Array;
  readonly kind: Uint8Array;
  readonly provider: Int32Array;
  readonly person: Uint32Array;
  /** The first statement of the local patient, which all its entries share; those of birth groups that did not change are found again by it. */
  readonly row: Int32Array;
}

/** Bytes an entry takes when stored. */
const ENTRY_BYTES = 16 + 4 + 4 + 4 + 4;

/** A roster of so many entries, all zero. */
export function allocateRoster(size: number): Roster {
  return rosterOver(new ArrayBuffer(size * ENTRY_BYTES), size);
}

/** The stored form of a roster. */
export function rosterBytes(roster: Roster): Uint8Array {
  return new Uint8Array(roster.value.buffer, roster.value.byteOffset, roster.size * ENTRY_BYTES);
}

/** The roster that these bytes hold. */
export function readRoster(bytes: Uint8Array): Roster {
  const copy = Uint8Array.from(bytes);
  return rosterOver(copy.buffer, copy.byteLength / ENTRY_BYTES);
}

function rosterOver(buffer: ArrayBuffer, size: number): Roster {
  return {
    size,
    value: new Uint32Array(buffer, 0, size * WORDS),
    provider: new Int32Array(buffer, size * 16, size),
    person: new Uint32Array(buffer, size * 20, size),
    row: new Int32Array(buffer, size * 24, size),
    kind: new Uint8Array(buffer, size * 28, size),
  };
}

/**
 * The roster of a partition just linked: an entry for each numbered local patient, for each citizen service number it has, and for each
 * local patient that a decision names;
 * entries of birth groups that took no part are taken over from the stored roster.
 *
 * @param serviceNumber the type of citizen service numbers, or -1 where the table has none
 */
export function makeRoster(
  block: Block,
  linked: LinkedPartition,
  person: Uint32Array,
  serviceNumber: number,
  stored: Roster,
): Roster {
  const { ofRow } = linked.patients;
  const kept = Array.from({ length: stored.size }, (_, i) => i).filter((i) => ofRow[stored.row[i]] < 0);
  let size = kept.length;
  eachEntry(block, linked, serviceNumber, () => size++);
  const roster = allocateRoster(size);
  kept.forEach((from, to) => {
    roster.value.set(stored.value.subarray(from * WORDS, (from + 1) * WORDS), to * WORDS);
    roster.provider[to] = stored.provider[from];
    roster.person[to] = stored.person[from];
    roster.row[to] = stored.row[from];
    roster.kind[to] = stored.kind[from];
  });
  let to = kept.length;
  eachEntry(block, linked, serviceNumber, (kind, column, at, node) => {
    const row = linked.patients.rows[linked.patients.start[node]];
    for (let word = 0; word < WORDS; word++) roster.value[to * WORDS + word] = column[at * WORDS + word];
    roster.provider[to] = linked.patients.provider[node];
    roster.person[to] = person[row];
    roster.row[to] = row;
    roster.kind[to] = kind;
    to++;
  });
  return roster;
}

function eachEntry(
  block: Block,
  linked: LinkedPartition,
  serviceNumber: number,
  visit: (kind: number, column: Uint32Array, at: number, node: number) => void,
): void {
  const { size, rows, start, numbered } = linked.patients;
  const services = serviceNumber < 0 ? undefined : block.values[serviceNumber];
  for (let node = 0; node < size; node++) {
    // Who objects is found by no number, in no other birth group either.
    if (linked.objectors.has(linked.patients, node)) continue;
    if (numbered[node]) visit(LOCAL_NUMBER, block.number, rows[start[node]], node);
    if (services === undefined) continue;
    for (let i = start[node]; i < start[node + 1]; i++) {
      const has = (row: number): boolean => (block.present[row] & (1 << serviceNumber)) !== 0;
      const said = rows
        .subarray(start[node], i)
        .some((row) => has(row) && sameValue(services, row * WORDS, services, rows[i] * WORDS));
      if (has(rows[i]) && !said) visit(SERVICE_NUMBER, services, rows[i], node);
    }
  }
  linked.decided.nodes.forEach((node, i) => visit(DECIDED, linked.decided.handles, i, node));
}
