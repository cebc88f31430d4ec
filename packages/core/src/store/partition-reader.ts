import { LRUCache } from "lru-cache";

import { allocateBlock, copyRows, readBlock, type Block } from "../evidence/block.ts";
import { joinRecords, readRecords, type Records } from "../evidence/records.ts";
import { joinTexts, readTexts, type TextColumn, type Texts } from "../evidence/texts.ts";
import type { Numbers } from "../linking/persons.ts";
import { allocateRoster, readRoster, type Roster } from "../linking/roster.ts";
import type { SegmentPart, SegmentSource } from "./link-store.ts";
import type { Sealer } from "./sealer.ts";

/** What is stored of a partition, opened. */
export interface StoredPartition {
  /** Statements, run by run. */
  readonly blocks: readonly Block[];
  /** The runs whose segments these are. */
  readonly runs: readonly number[];
  readonly numbers: Numbers;
  readonly roster: Roster;
  readonly persons: number;
  readonly localPatients: number;
}

/** Bytes of opened evidence that one thread keeps for the next job. */
const CACHE_BYTES = 64 << 20;

/** Reads partitions: evidence is opened, and kept for a while, since a table that is linked often is read often. */
export class PartitionReader {
  readonly #source: SegmentSource;
  readonly #sealer: Sealer;
  readonly #opened = new LRUCache<string, Block>({
    maxSize: CACHE_BYTES,
    sizeCalculation: (block) => block.bytes.length,
  });

  constructor(source: SegmentSource, sealer: Sealer) {
    this.#source = source;
    this.#sealer = sealer;
  }

  /** Statements and what linking made of them. @throws KoppelError SEAL_BROKEN, SEAL_VERSION */
  read(partition: number): StoredPartition {
    const runs = this.#source.segmentRuns(partition);
    const blocks = runs.map((run) => this.#evidence(partition, run));
    return { blocks, runs, ...this.#outcome(partition) };
  }

  /** Numbers of the statements of a partition and of their persons. @throws as `read` */
  numbers(partition: number): Numbers {
    const row = this.#source.partition(partition);
    return row === undefined
      ? readNumbers(new Uint8Array(0))
      : readNumbers(this.#sealer.open(row.assignment, assignmentPlace(partition, row.run)));
  }

  /** Records of a partition in order of arrival, and by statement the number of its person. @throws as `read` */
  records(partition: number): { records: Records; person: Uint32Array } {
    const runs = this.#source.segmentRuns(partition);
    const parts = runs.map((run) => readRecords(this.#open(partition, run, "records")));
    const offsets = runs.map(() => 0);
    for (let i = 1; i < runs.length; i++) offsets[i] = offsets[i - 1] + this.#evidence(partition, runs[i - 1]).rows;
    return { records: joinRecords(parts, offsets), person: this.numbers(partition).person };
  }

  /** A column of texts of a partition, in the order of its records. @throws as `read` */
  texts(partition: number, column: TextColumn): Texts {
    const runs = this.#source.segmentRuns(partition);
    return joinTexts(runs.map((run) => readTexts(this.#open(partition, run, column))));
  }

  #evidence(partition: number, run: number): Block {
    const place = segmentPlace(partition, run, "evidence");
    const known = this.#opened.get(place) ?? readBlock(this.#open(partition, run, "evidence"));
    this.#opened.set(place, known);
    return known;
  }

  #open(partition: number, run: number, part: SegmentPart): Uint8Array {
    return this.#sealer.open(this.#source.segmentPart(partition, run, part), segmentPlace(partition, run, part));
  }

  #outcome(partition: number): Omit<StoredPartition, "blocks" | "runs"> {
    const row = this.#source.partition(partition);
    if (row === undefined)
      return { numbers: this.numbers(partition), roster: allocateRoster(0), persons: 0, localPatients: 0 };
    return {
      numbers: this.numbers(partition),
      roster: readRoster(this.#sealer.open(row.roster, rosterPlace(partition, row.run))),
      persons: row.persons,
      localPatients: row.localPatients,
    };
  }
}

/** The stored form of numbers: the column of persons, then that of own numbers. */
export function numberBytes({ own, person }: Numbers): Uint8Array {
  const both = new Uint32Array(2 * own.length);
  both.set(person);
  both.set(own, own.length);
  return new Uint8Array(both.buffer);
}

function readNumbers(bytes: Uint8Array): Numbers {
  const both = new Uint32Array(Uint8Array.from(bytes).buffer);
  return { person: both.subarray(0, both.length / 2), own: both.subarray(both.length / 2) };
}

/** Blocks one after the other as one. */
export function joinBlocks(blocks: readonly Block[]): Block {
  const rows = blocks.reduce((sum, block) => sum + block.rows, 0);
  const typeMask = blocks.reduce((mask, block) => mask | block.typeMask, 0);
  const joined = allocateBlock(rows, typeMask);
  let at = 0;
  for (const block of blocks) {
    copyRows(block, 0, block.rows, joined, at);
    at += block.rows;
  }
  return joined;
}

/** Places that sealed contents are bound to. */
export const segmentPlace = (partition: number, run: number, part: SegmentPart): string =>
  `${part}|${partition}|${run}`;
export const assignmentPlace = (partition: number, run: number): string => `assignment|${partition}|${run}`;
export const rosterPlace = (partition: number, run: number): string => `roster|${partition}|${run}`;
export const recordKeysPlace = (delivery: number): string => `record-keys|${delivery}`;
