import { HAS_NUMBER, WORDS, type Block } from "../evidence/block.ts";
import { compareValues, dictionary, tableSize } from "../evidence/dictionary.ts";

/**
 * The local patients of a partition, the nodes that linking joins: the records of one birth group under one patient number,
 * for the provider itself says that they are one patient. A record without a number is a node of its own.
 */
export interface LocalPatients {
  readonly size: number;
  /** By record: its local patient, or -1 where the record takes no part. */
  readonly ofRow: Int32Array;
  /** By local patient: code of its birth group, 0 where birth date or sex is missing. */
  readonly group: Int32Array;
  readonly provider: Int32Array;
  /** By local patient: 1 where the provider gave it a number. */
  readonly numbered: Uint8Array;
  /** Records, local patient by local patient: those of p run from `start[p]` to `start[p + 1]`, oldest first. */
  readonly rows: Int32Array;
  readonly start: Int32Array;
  /** By local patient: the record with the smallest key, which gives the order that every tie is broken by. */
  readonly keyRow: Int32Array;
}

/** By record: code of its birth group, 0 where birth date or sex is missing. O(rows). @param anchor the type whose values they are */
export function birthGroups(block: Block, anchor: number): Int32Array {
  const column = block.values[anchor];
  return column === undefined ? new Int32Array(block.rows) : dictionary(column, block.present, 1 << anchor).codes;
}

/**
 * Finds the local patients among records. O(rows).
 *
 * @param group by record: code of the birth group, 0 for none
 * @param active by record: flags of `present`, zero where the record takes no part
 * @param providerOf by delivery: number of the provider
 */
export function localPatients(
  block: Block,
  group: Int32Array,
  active: Uint16Array,
  providerOf: Int32Array,
): LocalPatients {
  const numbers = dictionary(block.number, active, HAS_NUMBER);
  const ofRow = new Int32Array(block.rows).fill(-1);
  const firstRow = new Int32Array(block.rows);
  const slots = new Int32Array(tableSize(block.rows));
  const mask = slots.length - 1;
  let size = 0;
  for (let row = 0; row < block.rows; row++) {
    if (active[row] === 0) continue;
    const number = numbers.codes[row];
    if (number === 0) {
      firstRow[size] = row;
      ofRow[row] = size++;
      continue;
    }
    const birth = group[row];
    let slot = (Math.imul(birth, 0x9e3779b1) ^ Math.imul(number, 0x85ebca6b)) & mask;
    let node = slots[slot] - 1;
    while (
      node >= 0 &&
      (numbers.codes[firstRow[node]] !== number ||
        group[firstRow[node]] !== birth ||
        providerOf[block.delivery[firstRow[node]]] !== providerOf[block.delivery[row]])
    ) {
      slot = (slot + 1) & mask;
      node = slots[slot] - 1;
    }
    if (node < 0) {
      firstRow[size] = row;
      node = size++;
      slots[slot] = size;
    }
    ofRow[row] = node;
  }
  const { rows, start } = groupRows(ofRow, size);
  const patients = {
    size,
    ofRow,
    rows,
    start,
    group: new Int32Array(size),
    provider: new Int32Array(size),
    numbered: new Uint8Array(size),
    keyRow: new Int32Array(size),
  };
  for (let node = 0; node < size; node++) {
    const first = firstRow[node];
    patients.group[node] = group[first];
    patients.provider[node] = providerOf[block.delivery[first]];
    patients.numbered[node] = numbers.codes[first] === 0 ? 0 : 1;
    patients.keyRow[node] = smallestKey(block.record, rows, start[node], start[node + 1]);
  }
  return patients;
}

/** Rows by the group they belong to, in order within each: a counting sort. Rows of group -1 are left out. */
export function groupRows(groupOf: Int32Array, groups: number): { rows: Int32Array; start: Int32Array } {
  const start = new Int32Array(groups + 1);
  for (const group of groupOf) if (group >= 0) start[group + 1]++;
  for (let group = 0; group < groups; group++) start[group + 1] += start[group];
  const next = start.slice(0, groups);
  const rows = new Int32Array(start[groups]);
  for (let row = 0; row < groupOf.length; row++) if (groupOf[row] >= 0) rows[next[groupOf[row]]++] = row;
  return { rows, start };
}

function smallestKey(keys: Uint32Array, rows: Int32Array, from: number, to: number): number {
  let smallest = rows[from];
  for (let i = from + 1; i < to; i++)
    if (compareValues(keys, rows[i] * WORDS, keys, smallest * WORDS) < 0) smallest = rows[i];
  return smallest;
}
