import type { RegistryFile } from "../carry/registry-file.ts";
import { KoppelError } from "../errors.ts";
import type { DeliveryRow, RegistryRow } from "../store/link-store.ts";
import type { OpenTable } from "./open-table.ts";

/** A key version of a registry whose values are still stored somewhere. */
export interface HeldVersion {
  readonly registry: string;
  readonly version: number;
  /** Deliveries whose values were given to the registry under this version and not carried to another since. */
  readonly deliveries: readonly { readonly provider: string; readonly run: number }[];
}

/** Records that a registry's file was carried. @throws KoppelError UNKNOWN_REGISTRY */
export function recordCarrying(table: OpenTable, file: RegistryFile): void {
  const { from, to, inputSha256: input, outputSha256: output, records, values } = file;
  const registry = registryOf(table, file.registry).id;
  const kind = from === null ? "finalise" : "rewrap";
  const objects = [{ type: "registry", id: file.registry } as const];
  const detail = { kind, from: from ?? "stage 1", to, records, values };
  table.writing({ action: "carry", objects, detail }, () =>
    table.store.addCarrying({ kind, registry, from, to, run: lastRun(table), input, output, records, values }),
  );
}

/** A registry by name. @throws KoppelError UNKNOWN_REGISTRY */
export function registryOf({ store }: OpenTable, name: string): RegistryRow {
  const registry = store.registries().find((known) => known.name === name);
  if (registry !== undefined) return registry;
  throw new KoppelError("UNKNOWN_REGISTRY", `the link table has no registry ${name}`, {
    file: store.location,
    hint: "`koppel registry list` shows them.",
  });
}

/** The number of the last run, 0 where there was none. */
export function lastRun({ store }: OpenTable): number {
  return store.runs().reduce((last, { id }) => Math.max(last, id), 0);
}

/** Values of a delivery as a registry has them. */
interface Holding {
  readonly delivery: DeliveryRow;
  /** Key version of the values, null for those of stage 1, which no registry stores. */
  readonly version: number | null;
  /** SHA-256 of the file, or null where a registry carried the values itself, by a map. */
  readonly sha256: string | null;
}

/**
 * The key versions under which registries still hold values, and of which deliveries: a version that is not among them may be destroyed
 * (D6, map before destroy).
 *
 * A final delivery is held under its version, and a delivery that was finalised under the one it got. It no longer is once the file was
 * rewrapped from that version, or a map from that version was made of a table that held the delivery; then it is held under the new one.
 * Only what is recorded counts. O(deliveries × carryings).
 */
export function heldVersions({ store }: OpenTable): HeldVersion[] {
  let holdings: Holding[] = store.deliveries().map((delivery) => {
    const version = delivery.stage === "final" ? delivery.keyVersion : null;
    return { delivery, version, sha256: delivery.sha256 };
  });
  for (const { kind, registry, from, to, run, input, output } of store.carryings()) {
    const sha256 = kind === "map" ? null : output;
    const isCarried = (held: Holding): boolean =>
      held.delivery.registry === registry &&
      held.version === from &&
      (kind === "map" ? held.delivery.run <= run : held.sha256 === input);
    const isThere = (held: Holding): boolean =>
      holdings.some(
        ({ delivery, version, sha256: of }) => delivery === held.delivery && version === to && of === sha256,
      );
    const carried = holdings.filter((held) => isCarried(held) && !isThere(held));
    // What was finalised may be so again, under another version.
    const kept = holdings.filter((held) => held.version === null || !isCarried(held));
    holdings = [...kept, ...carried.map(({ delivery }) => ({ delivery, version: to, sha256 }))];
  }
  const providers = new Map(store.providers().map(({ id, name }) => [id, name]));
  return store.registries().flatMap(({ id, name: registry }) => {
    const own = holdings.filter(({ delivery, version }) => delivery.registry === id && version !== null);
    return [...Map.groupBy(own, (held) => held.version!)]
      .toSorted(([a], [b]) => a - b)
      .map(([version, held]) => {
        const deliveries = held.map(({ delivery: { provider, run } }) => ({ provider: providers.get(provider)!, run }));
        return { registry, version, deliveries: deliveries.toSorted((a, b) => a.run - b.run) };
      });
  });
}
