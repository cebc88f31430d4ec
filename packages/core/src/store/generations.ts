import type { PartitionRow, SegmentRow } from "./link-store.ts";

/** Everything that is sealed, once: evidence under one version of the link domain. */
export interface Generation {
  readonly id: number;
  readonly linkVersion: number;
  /** Version of the seal domain when it was begun; runs seal part keys under what is primary then. */
  readonly sealVersion: number;
}

/** How many part keys of a generation are sealed under one version of the seal domain. */
export interface SealedCount {
  readonly generation: number;
  readonly version: number;
  readonly keys: number;
}

/**
 * The generations of a table's sealed contents: the one in force, and one that is made beside it until it takes its place. Whatever a run
 * writes to a partition or delivery of that in force takes the same out of all others, so that these never lag behind.
 */
export interface Generations {
  /** All there ever were, oldest first. */
  all(): Generation[];
  begin(linkVersion: number, sealVersion: number): Generation;
  /** Partitions and deliveries that are in force, and that a generation does not have. */
  missing(generation: number): { readonly partitions: number[]; readonly deliveries: number[] };
  addPartition(generation: number, row: PartitionRow, segments: readonly SegmentRow[]): void;
  addRecordKeys(generation: number, delivery: number, sealed: Uint8Array): void;
  putInForce(generation: number): void;
  /** Deletes some of the contents of all generations but these; false when there is nothing left to delete. */
  prune(kept: readonly number[]): boolean;
  /** Partitions and segments, by generation. */
  sizes(): ReadonlyMap<number, number>;
  sealed(): SealedCount[];
}
