import { readBlock, TAKES_PART, type Block } from "../evidence/block.ts";
import { EvidenceModel } from "../model/evidence-model.ts";
import { findObjectors } from "../objections/objectors.ts";
import { openTombstone, signsOf, type Tombstone } from "../objections/tombstone.ts";
import { joinBlocks } from "../store/partition-reader.ts";
import type { PickedRows } from "../workers/objector-task.ts";
import type { Read } from "./intake.ts";
import type { OpenTable } from "./open-table.ts";
import { tombstonePassages } from "./passage.ts";

/**
 * Leaves out the records of people who object, where they lie (R30): nothing is linked or kept of them. O(records of deliveries for a
 * registry that anybody objects to).
 *
 * @returns by delivery: how many
 */
export async function screen(table: OpenTable, read: readonly Read[]): Promise<number[]> {
  const counts = read.map(() => 0);
  const registries = new Map(table.store.registries().map(({ name, id }) => [name, id]));
  for (const [registry, group] of Map.groupBy(read.keys(), (i) =>
    registries.get(read[i].delivery.manifest.registry)!,
  )) {
    const tombstones = standingTombstones(table, registry);
    if (tombstones.rows === 0) continue;
    const signs = signsOf(tombstones, tombstonePassages(table));
    for (const i of group) {
      const { slabs, delivery } = read[i];
      const picked = await table.pool.run("pickObjectors", { slabs: [...slabs], signs });
      const found = joinBlocks(picked.map((rows) => ofProvider(rows, providerOf(table, delivery.manifest.provider))));
      const objects = findObjectors(tombstones, found, objectorContext(table));
      let at = 0;
      for (const [s, { rows }] of picked.entries()) {
        const { present } = readBlock(slabs[s].bytes);
        for (const row of rows) {
          if (objects[at++] === 0) continue;
          present[row] &= ~TAKES_PART;
          counts[i]++;
        }
      }
    }
  }
  return counts;
}

/** The tombstones that stand for a registry. @throws KeyringError NOT_GRANTED */
function standingTombstones({ store, ring, setup }: OpenTable, registry: number): Tombstone {
  const standing = new Set(
    store.objections
      .all()
      .filter((row) => row.until === null && (row.registry === null || row.registry === registry))
      .map(({ id }) => id),
  );
  const rows = standing.size === 0 ? [] : store.objections.tombstones().filter((row) => standing.has(row.objection));
  return joinBlocks(
    rows.map(({ objection, partition, sealed }) =>
      openTombstone(ring, sealed, `${setup.table}|${objection}|${partition}`),
    ),
  );
}

/** Picked rows with the number of their provider in place of that of their delivery. */
function ofProvider({ bytes }: PickedRows, provider: number): Block {
  const block = readBlock(bytes);
  block.delivery.fill(provider);
  return block;
}

/** What tombstones are compared under: the model in force, and providers by their own number. */
export function objectorContext(table: OpenTable): Parameters<typeof findObjectors>[2] {
  const { model, purposes } = table.basis();
  const anchor = table.typeNumber(table.setup.anchor);
  const most = table.store.providers().reduce((max, { id }) => Math.max(max, id), 0);
  return {
    model: new EvidenceModel(model, table.types, anchor, purposes),
    anchor,
    providerOf: Int32Array.from({ length: most + 1 }, (_, id) => id),
  };
}

function providerOf({ store }: OpenTable, name: string): number {
  return store.providers().find((known) => known.name === name)!.id;
}
