import { createHash } from "node:crypto";

import { WORDS } from "../evidence/block.ts";
import { compress } from "../evidence/record-key.ts";
import { readerOf, type TableContext } from "./table-context.ts";

/** Partitions to fingerprint. */
export interface FingerprintTask {
  readonly context: TableContext;
  readonly partitions: readonly number[];
  /** Persons that are one with others by a bridge, on either side of it. */
  readonly bridged: readonly number[];
}

/** What some partitions add to the fingerprint of the table. */
export interface FingerprintShare {
  /** Four words: the summed digests of the persons that stand in these partitions alone. */
  readonly sum: Uint32Array;
  readonly persons: number;
  readonly records: number;
  /** Of each bridged person: the sum of its record keys here. */
  readonly parts: readonly { readonly person: number; readonly sum: Uint32Array }[];
}

const PERSON_KEY = createHash("sha256").update("KOPPEL|person|1").digest();

/**
 * A fingerprint hashes the partition of records into persons: a person is the sum of its record keys, so the order of records does not matter; the table is the sum of
 * the digests of its persons, so neither does theirs.
 */
export function fingerprintShare(task: FingerprintTask): FingerprintShare {
  const reader = readerOf(task.context);
  const bridged = new Set(task.bridged);
  const total = new Uint32Array(WORDS);
  const parts = new Map<number, Uint32Array>();
  let persons = 0;
  let records = 0;
  for (const partition of task.partitions) {
    const found = reader.records(partition);
    const { key, statement, size } = found.records;
    const position = new Map<number, number>();
    const sums = new Uint32Array(found.person.length * WORDS);
    for (let i = 0; i < size; i++) {
      const person = found.person[statement[i]];
      let at = position.get(person);
      if (at === undefined) position.set(person, (at = position.size));
      for (let word = 0; word < WORDS; word++) sums[at * WORDS + word] += key[i * WORDS + word];
    }
    records += size;
    const whole: Uint32Array[] = [];
    for (const [number, at] of position) {
      const sum = sums.slice(at * WORDS, (at + 1) * WORDS);
      if (bridged.has(number)) add((parts.get(number) ?? parts.set(number, new Uint32Array(WORDS)).get(number))!, sum);
      else whole.push(sum);
    }
    persons += whole.length;
    add(total, digestPersons(whole));
  }
  return { sum: total, persons, records, parts: [...parts].map(([number, sum]) => ({ person: number, sum })) };
}

/** Sum of the digests of persons, each given as the sum of its record keys. */
export function digestPersons(persons: readonly Uint32Array[]): Uint32Array {
  const column = new Uint32Array(persons.length * WORDS);
  persons.forEach((sum, i) => column.set(sum, i * WORDS));
  const digests = compress(PERSON_KEY, new Uint8Array(column.buffer));
  const words = new Uint32Array(digests.buffer, digests.byteOffset, column.length);
  const total = new Uint32Array(WORDS);
  for (let i = 0; i < words.length; i++) total[i % WORDS] += words[i];
  return total;
}

/** Adds four words to four words, each modulo 2^32. */
export function add(total: Uint32Array, sum: Uint32Array): void {
  for (let word = 0; word < WORDS; word++) total[word] += sum[word];
}
