import { readRoster, type Roster } from "../linking/roster.ts";
import { partitionPart } from "../store/part-key.ts";
import { rosterPlace } from "../store/partition-reader.ts";
import type { OpenTable } from "./open-table.ts";

/** The roster of a partition as the last run that touched it left it. @throws KoppelError SEAL_BROKEN, SEAL_VERSION */
export function storedRoster({ store, sealer }: OpenTable, partition: number): Roster {
  const { run, roster } = store.partition(partition)!;
  return readRoster(sealer.keyOf(partitionPart(partition), store.partKeys).open(roster, rosterPlace(partition, run)));
}
