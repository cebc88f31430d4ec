import { KoppelError } from "../errors.ts";
import type { OpenTable } from "./open-table.ts";
import { checkReason } from "./reason.ts";

/** That nothing of a registry may be destroyed for now (R47). */
export interface LegalHold {
  readonly reason: string;
  readonly since: string;
}

const SETTING = "legal hold ";

/** The hold on a registry, by its number; null where there is none. */
export function holdOn({ store }: OpenTable, registry: number): LegalHold | null {
  const last = store.settings().findLast(({ name }) => name === SETTING + registry);
  return last === undefined || last.value === "" ? null : { reason: last.value, since: last.at };
}

/**
 * Sets a hold on a registry, or lifts it: while it stands nothing of the registry is destroyed, whoever asks.
 *
 * @throws KoppelError UNKNOWN_REGISTRY, REASON_MISSING, BAD_REASON; KeyringError NOT_GRANTED
 */
export function setHold(table: OpenTable, name: string, on: boolean, reason: string): void {
  checkReason(reason);
  const registry = registryNamed(table, name);
  const objects = [{ type: "registry", id: name } as const];
  table.writing({ action: "retention.hold", objects, detail: { on, reason: reason.trim() } }, () =>
    table.store.addSetting(SETTING + registry, on ? reason.trim() : ""),
  );
}

/** @param deliveries numbers of deliveries of which records are to be destroyed @throws KoppelError LEGAL_HOLD */
export function checkHolds(table: OpenTable, deliveries: ReadonlySet<number>): void {
  const { store } = table;
  const registries = new Set(store.deliveries().flatMap(({ id, registry }) => (deliveries.has(id) ? [registry] : [])));
  const held = store.registries().find(({ id }) => registries.has(id) && holdOn(table, id) !== null);
  if (held === undefined) return;
  throw new KoppelError("LEGAL_HOLD", `registry ${held.name} is under a legal hold: nothing of it may be destroyed`, {
    hint: "`koppel retention show` tells why; `koppel retention hold REGISTRY off` lifts it.",
  });
}

/** Number of a registry. @throws KoppelError UNKNOWN_REGISTRY */
export function registryNamed({ store }: OpenTable, name: string): number {
  const registry = store.registries().find((known) => known.name === name);
  if (registry !== undefined) return registry.id;
  throw new KoppelError("UNKNOWN_REGISTRY", `there is no registry ${name}`, {
    hint: "`koppel registry list` shows them.",
  });
}
