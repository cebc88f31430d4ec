import type { KeyRing } from "@koppel/keyring";
import { typesByName, type PseudonymType, type Purpose } from "@koppel/pseudonym";

import type { AuditEvent } from "../audit/event.ts";
import { Trail } from "../audit/trail.ts";
import { KoppelError } from "../errors.ts";
import { defaultModel } from "../model/default-model.ts";
import type { Purposes } from "../model/evidence-model.ts";
import { modelSchema, type Model } from "../model/model.ts";
import type { LinkStore, Setup } from "../store/link-store.ts";
import { OLDER_RING, Sealer, type SealKeys } from "../store/sealer.ts";
import type { WorkerPool } from "../workers/pool.ts";
import type { TableContext } from "../workers/table-context.ts";

/** Domains of a table's key ring beside those of its registries. */
export const LINK_DOMAIN = "link";
export const SEAL_DOMAIN = "seal";
export const HANDLE_DOMAIN = "handle";

/** A link table that is open: its store, its keys and its threads, and what follows from them. */
export class OpenTable {
  readonly store: LinkStore;
  readonly ring: KeyRing;
  readonly pool: WorkerPool;
  /** The table's types, in the order of their bits; patient numbers stand apart. */
  readonly types: readonly PseudonymType[];
  readonly trail: Trail;

  /** @throws KoppelError RING_MISMATCH, RING_OLDER */
  constructor(store: LinkStore, ring: KeyRing, pool: WorkerPool) {
    this.store = store;
    this.ring = ring;
    this.pool = pool;
    checkRing(store, ring);
    this.types = typesByName(this.setup.types);
    this.trail = new Trail(store, ring, this.setup.table);
  }

  /** What was fixed when the table was made, its anchor, which the first registry fixes, and what is in force: another process may change it. */
  get setup(): Setup {
    return this.store.setup;
  }

  /** The keys that open what is in force, and the one that seals what is new. @throws KeyringError NOT_GRANTED */
  get seal(): SealKeys {
    const { table, generation } = this.setup;
    const { primary, versions } = this.ring.domain(SEAL_DOMAIN);
    const usable = versions.filter(({ state }) => state === "enabled");
    const keys = new Map(usable.map(({ version }) => [version, this.ring.material(SEAL_DOMAIN, version)]));
    return { table, generation, primary, keys };
  }

  get sealer(): Sealer {
    return new Sealer(this.seal);
  }

  /** Number of a type in the table, or -1. */
  typeNumber(name: string): number {
    return this.setup.types.indexOf(name);
  }

  /** The purpose of each type (R5): its default, or what was last set for this table. */
  purposes(): Record<string, Purpose> {
    const purposes = Object.fromEntries(this.types.map((type) => [type.name, type.purpose]));
    for (const { name, value } of this.store.settings())
      if (name.startsWith(PURPOSE)) purposes[name.slice(PURPOSE.length)] = value as Purpose;
    return purposes;
  }

  /** The model in force. */
  model(): Model {
    const version = this.store.settings().findLast(({ name }) => name === "model")?.value;
    const json = version === undefined ? undefined : this.store.model(version);
    return json === undefined ? defaultModel : modelSchema.parse(JSON.parse(json));
  }

  /** What the next run links under. */
  basis(): Basis {
    return { model: this.model(), purposes: this.purposes() };
  }

  /** What the links that stand were made under: the basis of the last run, or where there was none the present one. */
  standingBasis(): Basis {
    const last = this.store.settings().findLast(({ name }) => name === BASIS)?.value;
    if (last === undefined) return this.basis();
    const { model, purposes } = JSON.parse(last) as { model: string; purposes: Purposes };
    return { model: modelSchema.parse(JSON.parse(this.store.model(model)!)), purposes };
  }

  /** Records what a run linked under, where it is not what the last one did. */
  keepBasis({ model, purposes }: Basis): void {
    if (this.store.model(model.version) === undefined) this.store.addModel(model.version, JSON.stringify(model));
    const value = JSON.stringify({ model: model.version, purposes });
    if (this.store.settings().findLast(({ name }) => name === BASIS)?.value !== value)
      this.store.addSetting(BASIS, value);
  }

  /** What threads need to work on partitions. */
  context({ model, purposes }: Basis = this.standingBasis()): TableContext {
    const deliveries = this.store.deliveries();
    const most = deliveries.reduce((max, { id }) => Math.max(max, id), 0);
    const providerOf = new Int32Array(most + 1);
    for (const { id, provider } of deliveries) providerOf[id] = provider;
    return {
      location: this.store.location,
      seal: this.seal,
      types: this.types,
      anchor: this.typeNumber(this.setup.anchor),
      serviceNumber: this.types.findIndex((type) => type.inputs.bsn !== undefined),
      model,
      purposes,
      providerOf,
    };
  }

  /**
   * Writes in one transaction, and with it what is told of it in the trail.
   *
   * @param event what is told, or that as it follows from what `work` gives
   * @throws KoppelError TABLE_BUSY; KeyringError NOT_GRANTED
   */
  writing<T>(event: AuditEvent | ((result: T) => AuditEvent), work: () => T): T {
    return this.atomically(() => {
      const found = this.store.facts();
      const result = work();
      this.trail.append(typeof event === "function" ? event(result) : event, { found, left: this.store.facts() });
      return result;
    });
  }

  /** Writes in one transaction what changes nothing that anybody can see. @throws KoppelError TABLE_BUSY */
  atomically<T>(work: () => T): T {
    this.store.begin();
    try {
      const result = work();
      this.store.commit();
      return result;
    } catch (error) {
      this.store.rollback();
      throw error;
    }
  }

  /**
   * Does a job that reads many things, also in threads that each look for themselves: what it finds holds together only if nothing was
   * written in the meantime; else it is done again, a few times.
   *
   * @throws KoppelError TABLE_CHANGED
   */
  async reading<T>(job: () => Promise<T>): Promise<T> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const before = this.store.state();
      const [outcome] = await Promise.allSettled([job()]);
      if (this.store.state() !== before) continue;
      if (outcome.status === "rejected") throw outcome.reason;
      return outcome.value;
    }
    throw new KoppelError("TABLE_CHANGED", "the link table was written to in the meantime", {
      file: this.store.location,
      hint: "Ask again.",
    });
  }

  /** All partitions, cut into tasks of about equal size for the threads. */
  shares(partitions: readonly number[] = this.store.partitions().map(({ partition }) => partition)): number[][] {
    const size = Math.max(1, Math.ceil(partitions.length / (SHARES_PER_THREAD * this.pool.threads)));
    const shares: number[][] = [];
    for (let at = 0; at < partitions.length; at += size) shares.push(partitions.slice(at, at + size));
    return shares;
  }
}

/** Refuses a ring that cannot be the table's. @throws KoppelError RING_MISMATCH, RING_OLDER */
function checkRing({ location, setup, generations }: LinkStore, ring: KeyRing): void {
  if (setup.ring !== ring.id) throw ringMismatch(location, setup.ring);
  const { linkVersion, sealVersion } = generations.all().find(({ id }) => id === setup.generation)!;
  const needed = [
    [LINK_DOMAIN, linkVersion],
    [SEAL_DOMAIN, sealVersion],
  ] as const;
  for (const [name, version] of needed) {
    const domain = ring.domains().find((each) => each.name === name);
    if (domain === undefined || domain.versions.length >= version) continue;
    throw new KoppelError(
      "RING_OLDER",
      `the link table is under version ${version} of the key "${name}", which this copy of the key ring does not have yet`,
      { hint: OLDER_RING },
    );
  }
}

/** What to say of a ring that is not the table's. @param ring id of the right one */
export function ringMismatch(file: string, ring: string): KoppelError {
  return new KoppelError("RING_MISMATCH", `this belongs to the key ring ${ring}, and another was given`, {
    file,
    hint: "Say with --keys or KOPPEL_KEYS where that ring is, or put a backup of it back (koppel restore keys): without it nothing in the link table can be read again.",
  });
}

/** What linking rests on beside the evidence. */
export interface Basis {
  readonly model: Model;
  readonly purposes: Purposes;
}

/** Name of the setting that holds the basis of the last run. */
const BASIS = "linked under";

/** Name of the settings that hold purposes. */
export const PURPOSE = "purpose ";

const SHARES_PER_THREAD = 16;

/** Times that a job of reading is begun before it gives up. */
const ATTEMPTS = 3;
