import { existsSync } from "node:fs";

import { encodeHex } from "../carry/value-encoder.ts";
import { NUMBER_TYPE } from "../evidence/passage.ts";
import { KoppelError } from "../errors.ts";
import { mapManifestPath } from "../files/manifest-path.ts";
import { signingWith, signManifest } from "../files/signed-manifest.ts";
import type { MapManifest } from "../maps/map-manifest.ts";
import { distinctOrder } from "../maps/value-order.ts";
import { writeLabelled } from "../files/labelled-file.ts";
import type { MapTask, MappedValues } from "../workers/map-task.ts";
import { lastRun, registryOf } from "./carryings.ts";
import { LINK_DOMAIN, type OpenTable } from "./open-table.ts";
import type { JobOptions } from "./results.ts";
import { signerOf } from "./signer.ts";

/** Which map is made. */
export interface MapOptions extends JobOptions {
  readonly registry: string;
  /** Key version that the registry's values are under now. */
  readonly from: number;
  /** The version that they get, by default the primary one. */
  readonly to?: number | undefined;
  /** The map, which is new; its manifest goes beside it. */
  readonly output: string;
}

/** Rows of a map that are written at once. */
const CHUNK_ROWS = 16_384;

/**
 * Makes the map from old to new pseudonyms of a registry that stores them out of reach: one row for each value that its records have, by
 * type, in ascending order of the old ones, which tells nothing. It is signed, and recorded in the table, which nobody else writes to
 * meanwhile. Memory is bounded by the distinct values of one type. O(types × records).
 *
 * @throws KoppelError UNKNOWN_REGISTRY, SAME_VERSION, OUTPUT_EXISTS, OUTPUT_UNWRITABLE, TABLE_BUSY; KeyringError
 */
export async function mapRegistry(table: OpenTable, options: MapOptions): Promise<MapManifest> {
  const { store, ring, setup } = table;
  const { registry, from, output, signal } = options;
  const { id, types } = registryOf(table, registry);
  const { to = ring.domain(registry).primary } = options;
  if (from === to)
    throw new KoppelError("SAME_VERSION", `the map would lead from version ${from} to itself`, {
      hint: "Say with --to which version the values should get.",
    });
  const beside = mapManifestPath(output);
  const taken = [output, beside].find((path) => existsSync(path));
  if (taken !== undefined)
    throw new KoppelError("OUTPUT_EXISTS", "this file is there already, and is not overwritten", {
      file: taken,
      hint: "Choose another name, or remove it first.",
    });
  const keyed = [NUMBER_TYPE, ...types].map((name) => ({
    name,
    type: table.typeNumber(name),
    link: ring.typeKey(LINK_DOMAIN, setup.linkVersion, name),
    from: ring.typeKey(registry, from, name),
    to: ring.typeKey(registry, to, name),
  }));

  store.begin();
  try {
    const found = store.facts();
    const own = store.deliveries().filter((delivery) => delivery.registry === id);
    const common = { context: table.context(), deliveries: new Set(own.map((delivery) => delivery.id)) };
    const values: Record<string, number> = {};
    async function* text(): AsyncGenerator<Uint8Array | string> {
      yield "type,old,new\n";
      for (const [done, { name, ...keys }] of keyed.entries()) {
        options.onProgress?.({ phase: "map", done, total: keyed.length, unit: "types" });
        const mapped = await valuesOf(table, { ...common, ...keys }, signal);
        const order = distinctOrder(mapped.old);
        values[name] = order.length;
        for (let at = 0; at < order.length; at += CHUNK_ROWS)
          yield mapRows(name, mapped, order.subarray(at, at + CHUNK_ROWS));
      }
    }
    const { name: signer, seed } = signerOf(table);
    const label = { format: "koppel-map", version: 1, registry, from, to, values, signer } as const;
    const manifestOf = (sha256: string): MapManifest => signManifest({ ...label, sha256 }, signingWith(seed));
    const manifest = await writeLabelled(output, text(), manifestOf, signal, beside);
    const total = Object.values(values).reduce((sum, count) => sum + count, 0);
    const row = {
      kind: "map",
      registry: id,
      from,
      to,
      run: lastRun(table),
      input: null,
      output: manifest.sha256,
    } as const;
    store.addCarrying({ ...row, records: 0, values: total });
    const objects = [{ type: "registry", id: registry } as const];
    const event = { action: "map", objects, detail: { from, to, values: total } } as const;
    table.trail.append(event, { found, left: store.facts() });
    store.commit();
    return manifest;
  } catch (error) {
    store.rollback();
    throw error;
  }
}

/** The values of one type, wherever they are; a value may come from several shares. */
async function valuesOf(
  table: OpenTable,
  task: Omit<MapTask, "partitions">,
  signal: AbortSignal | undefined,
): Promise<MappedValues> {
  const shares: MappedValues[] = [];
  const tasks = table.shares().map((partitions) => ({ ...task, partitions }));
  await table.pool.runAll("map", tasks, (share) => shares.push(share), signal);
  const joined = (column: keyof MappedValues): Uint8Array<ArrayBuffer> =>
    new Uint8Array(Buffer.concat(shares.map((share) => share[column])));
  return { old: joined("old"), renewed: joined("renewed") };
}

/** Rows of a map as text. @param order which values, in which order */
function mapRows(name: string, { old, renewed }: MappedValues, order: Uint32Array): Uint8Array {
  const start = Buffer.from(`${name},`);
  const size = start.length + 32 + 1 + 32 + 1;
  const rows = Buffer.alloc(order.length * size, `${name},${" ".repeat(32)},${" ".repeat(32)}\n`);
  const out = new DataView(rows.buffer, rows.byteOffset, rows.length);
  const [oldWords, newWords] = [old, renewed].map(({ buffer }) => new Uint32Array(buffer));
  order.forEach((value, row) => {
    encodeHex(oldWords, 4 * value, out, row * size + start.length);
    encodeHex(newWords, 4 * value, out, row * size + start.length + 33);
  });
  return rows;
}
