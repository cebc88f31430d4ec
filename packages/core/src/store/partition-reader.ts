import { LRUCache } from "lru-cache";

import { allocateBlock, copyRows, readBlock, type Block } from "../evidence/block.ts";
import { joinRecords, readRecords, type Records } from "../evidence/records.ts";
import { joinTexts, readTexts, type TextColumn, type Texts } from "../evidence/texts.ts";
import type { Numbers } from "../linking/persons.ts";
import { allocateRoster, readRoster, type Roster } from "../linking/roster.ts";
import type { SegmentPart, SegmentSource } from "./link-store.ts";
import { partitionPart, partKeyPlace, sealBroken, type PartKey } from "./part-key.ts";
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
  #last: PartKey | undefined;
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
      : readNumbers(this.#open(partition, assignmentPlace(partition, row.run), row.assignment));
  }

  /** Records of a partition in order of arrival, and by statement the number of its person. @throws as `read` */
  records(partition: number): { records: Records; person: Uint32Array } {
    const runs = this.#source.segmentRuns(partition);
    const parts = runs.map((run) => readRecords(this.#openSegment(partition, run, "records")));
    const offsets = runs.map(() => 0);
    for (let i = 1; i < runs.length; i++) offsets[i] = offsets[i - 1] + this.#evidence(partition, runs[i - 1]).rows;
    return { records: joinRecords(parts, offsets), person: this.numbers(partition).person };
  }

  /** A column of texts of a partition, in the order of its records. @throws as `read` */
  texts(partition: number, column: TextColumn): Texts {
    const runs = this.#source.segmentRuns(partition);
    return joinTexts(runs.map((run) => readTexts(this.#openSegment(partition, run, column))));
  }

  /** The key that all of a partition is sealed with; nothing where nothing is stored of it yet. @throws as `read` */
  key(partition: number): PartKey | undefined {
    const part = partitionPart(partition);
    const sealed = this.#source.partKeys.of(part);
    if (sealed === undefined) return undefined;
    // One key opens several texts, one after the other.
    if (this.#last?.row.part !== part || Buffer.compare(this.#last.row.sealed, sealed) !== 0)
      this.#last = this.#sealer.openKey(part, sealed);
    return this.#last;
  }

  #evidence(partition: number, run: number): Block {
    const place = segmentPlace(partition, run, "evidence");
    const known = this.#opened.get(place) ?? readBlock(this.#openSegment(partition, run, "evidence"));
    this.#opened.set(place, known);
    return known;
  }

  #openSegment(partition: number, run: number, part: SegmentPart): Uint8Array {
    return this.#open(partition, segmentPlace(partition, run, part), this.#source.segmentPart(partition, run, part));
  }

  #open(partition: number, place: string, sealed: Uint8Array): Uint8Array {
    const key = this.key(partition);
    if (key === undefined) throw sealBroken(partKeyPlace(partitionPart(partition)));
    return key.open(sealed, place);
  }

  #outcome(partition: number): Omit<StoredPartition, "blocks" | "runs"> {
    const row = this.#source.partition(partition);
    if (row === undefined)
      return { numbers: this.numbers(partition), roster: allocateRoster(0), persons: 0, localPatients: 0 };
    return {
      numbers: this.numbers(partition),
      roster: readRoster(this.#open(partition, rosterPlace(partition, row.run), row.roster)),
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
