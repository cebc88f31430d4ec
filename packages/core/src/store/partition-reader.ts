import { LRUCache } from "lru-cache";

import { allocateBlock, copyRows, readBlock, type Block } from "../evidence/block.ts";
import type { RecordIds } from "../intake/slab.ts";
import { allocateRoster, readRoster, type Roster } from "../linking/roster.ts";
import type { SegmentSource } from "./link-store.ts";
import { joinRecordIds, readRecordIds } from "./record-ids.ts";
import type { Sealer } from "./sealer.ts";

/** What is stored of a partition, opened. */
export interface StoredPartition {
  /** Evidence, run by run. */
  readonly blocks: readonly Block[];
  /** The runs whose segments these are. */
  readonly runs: readonly number[];
  /** By record: number of its person. */
  readonly person: Uint32Array;
  readonly roster: Roster;
  readonly persons: number;
  readonly localPatients: number;
}

/** Bytes of opened evidence that one thread keeps for the next job. */
const CACHE_BYTES = 64 << 20;

/** Reads partitions: segments are opened, and kept for a while, since a table that is linked often is read often. */
export class PartitionReader {
  readonly #source: SegmentSource;
  readonly #sealer: Sealer;
  readonly #opened = new LRUCache<string, Block>({ maxSize: CACHE_BYTES, sizeCalculation: (block) => block.bytes.length });

  constructor(source: SegmentSource, sealer: Sealer) {
    this.#source = source;
    this.#sealer = sealer;
  }

  /** @throws KoppelError SEAL_BROKEN, SEAL_VERSION */
  read(partition: number): StoredPartition {
    const segments = this.#source.segments(partition);
    const row = this.#source.partition(partition);
    const blocks = segments.map(({ run, evidence }) => {
      const place = evidencePlace(partition, run);
      const known = this.#opened.get(place) ?? readBlock(this.#sealer.open(evidence, place));
      this.#opened.set(place, known);
      return known;
    });
    const runs = segments.map(({ run }) => run);
    if (row === undefined)
      return { blocks, runs, person: new Uint32Array(0), roster: allocateRoster(0), persons: 0, localPatients: 0 };
    const assignment = this.#sealer.open(row.assignment, assignmentPlace(partition, row.run)).slice();
    return {
      blocks,
      runs,
      person: new Uint32Array(assignment.buffer),
      roster: readRoster(this.#sealer.open(row.roster, rosterPlace(partition, row.run))),
      persons: row.persons,
      localPatients: row.localPatients,
    };
  }

  /** Record ids of a partition, in the order of its records. */
  recordIds(partition: number): RecordIds {
    const segments = this.#source.segments(partition);
    return joinRecordIds(
      segments.map(({ run, recordIds }) => readRecordIds(this.#sealer.open(recordIds, recordIdsPlace(partition, run)))),
    );
  }
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
export const evidencePlace = (partition: number, run: number): string => `evidence|${partition}|${run}`;
export const recordIdsPlace = (partition: number, run: number): string => `record-ids|${partition}|${run}`;
export const assignmentPlace = (partition: number, run: number): string => `assignment|${partition}|${run}`;
export const rosterPlace = (partition: number, run: number): string => `roster|${partition}|${run}`;
export const recordKeysPlace = (delivery: number): string => `record-keys|${delivery}`;
