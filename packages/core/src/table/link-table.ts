import { randomUUID } from "node:crypto";

import type { KeyRing } from "@koppel/keyring";
import { catalogue, typesByName, type Purpose } from "@koppel/pseudonym";

import type { RegistryFile } from "../carry/registry-file.ts";
import { KoppelError } from "../errors.ts";
import type { MapManifest } from "../maps/map-manifest.ts";
import type { Model } from "../model/model.ts";
import type { ProviderRow, RegistryRow, RunRow } from "../store/link-store.ts";
import type { QualityPanel } from "../quality/panel.ts";
import { SqliteStore } from "../store/sqlite-store.ts";
import { WorkerPool } from "../workers/pool.ts";
import { recordCarrying, versionsInUse, type VersionInUse } from "./carryings.ts";
import { openCases } from "./cases.ts";
import { decide, decisionsOf, undo, type Decision, type Statement, type Subject, type Verdict } from "./decisions.ts";
import { eraseRecordsOf, type Erasure } from "./erasure.ts";
import { evaluateTable } from "./evaluation.ts";
import type { Evaluation } from "./evaluation-result.ts";
import { explainPerson, explainRecord } from "./explanation.ts";
import type { Explanation, PairExplanation } from "./explanation-result.ts";
import { linkDeliveries } from "./link-run.ts";
import {
  calibrateModel,
  modelOf,
  modelSummaries,
  useModel,
  type CalibrateOptions,
  type ModelSummary,
} from "./models.ts";
import { LINK_DOMAIN, OpenTable, PURPOSE, SEAL_DOMAIN } from "./open-table.ts";
import { explainPair } from "./pair-explanation.ts";
import type { CaseSummary, JobOptions, LinkResult, RecordName, TableStatus, Verification } from "./results.ts";
import { mapRegistry, type MapOptions } from "./registry-map.ts";
import { relink, type Relinking, type RelinkOptions } from "./relinking.ts";
import type { RunOptions } from "./run.ts";
import { qualityOf } from "./quality.ts";
import { statusOf } from "./status.ts";
import { verifyTable } from "./verification.ts";

/** Where a link table is and what opens it. */
export interface TableOptions {
  /** Path of the table's file. */
  readonly path: string;
  /** The key ring that was made with the table. */
  readonly ring: KeyRing;
  /** Worker threads; by default as many as the machine has cores. */
  readonly threads?: number | undefined;
}

/** A registry to be added. */
export interface NewRegistry {
  readonly name: string;
  /** Names of the pseudonym types that it may have (R6). */
  readonly types: readonly string[];
  /** Asks on purpose for type B, which is refused otherwise (R3). */
  readonly serviceNumber?: boolean | undefined;
  /** The registry stands in the register; type B is then impossible (R4). */
  readonly inRegister?: boolean | undefined;
}

/** Partitions of a table: enough that a share of ten million records fits in a thread's memory many times over. */
const PARTITIONS = 256;

const PURPOSES: readonly Purpose[] = ["individual", "corroborate", "report"];

const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9 ._-]{0,62}[A-Za-z0-9._-])?$/;

/**
 * A link table (koppeltabel): deliveries go in, persons come out, and nobody sees who they are (R21).
 *
 * @example
 * const table = LinkTable.open({ path: "koppel.db", ring: await KeyRing.open("keys.json", { passphrase }) });
 * const result = await table.link(["H01.delivery.csv", "H02.delivery.csv"], { onProgress: console.error });
 * console.log(result.persons, await table.evaluate("truth.csv"));
 * await table.close();
 */
export class LinkTable {
  readonly #table: OpenTable;
  #linking = false;

  private constructor(table: OpenTable) {
    this.#table = table;
  }

  /**
   * Makes a new, empty table. The ring has the domains `link` (kind link) and `seal` (kind seal).
   *
   * @param options.sourceCheck check value of the stage-1 key that providers use (`keyCheck`)
   * @throws KoppelError TABLE_EXISTS, TABLE_UNWRITABLE
   */
  static create(options: TableOptions & { readonly sourceCheck: string }): LinkTable {
    const { path, ring, sourceCheck, threads } = options;
    // Patient numbers are no type among the others: every record may have one, and they are never compared over providers.
    const types = catalogue.filter((type) => type.inputs.mrn === undefined).map(({ name }) => name);
    const linkVersion = ring.domain(LINK_DOMAIN).primary;
    ring.domain(SEAL_DOMAIN);
    const setup = {
      table: randomUUID(),
      ring: ring.id,
      partitions: PARTITIONS,
      types,
      anchor: "GG",
      linkVersion,
      sourceCheck,
    };
    return new LinkTable(new OpenTable(SqliteStore.create(path, setup), ring, new WorkerPool(threads)));
  }

  /** Opens a table. @throws KoppelError TABLE_NOT_FOUND, NOT_A_TABLE, TABLE_VERSION, RING_MISMATCH */
  static open({ path, ring, threads }: TableOptions): LinkTable {
    const store = SqliteStore.open(path);
    try {
      return new LinkTable(new OpenTable(store, ring, new WorkerPool(threads)));
    } catch (error) {
      store.close();
      throw error;
    }
  }

  /**
   * Adds a registry with the types it may have, and its domain to the key ring (R22).
   *
   * @throws KoppelError BAD_NAME, REGISTRY_EXISTS, SERVICE_NUMBER_REFUSED, NO_BIRTH_GROUP; PseudonymError UNKNOWN_TYPE
   */
  addRegistry({ name, types, serviceNumber = false, inRegister = false }: NewRegistry): void {
    const { store, ring, setup } = this.#idle();
    checkName(name, "registry");
    if (store.registries().some((known) => known.name === name))
      throw new KoppelError("REGISTRY_EXISTS", `there is a registry ${name} already`);
    const asked = typesByName([...new Set(types)]);
    if (asked.some((type) => type.inputs.mrn !== undefined))
      throw new KoppelError(
        "TYPE_NOT_LISTED",
        "patient numbers (MRN) are no type of a registry: they come with every delivery",
        { hint: "Leave MRN out of the list." },
      );
    if (asked.some((type) => type.inputs.bsn !== undefined) && (inRegister || !serviceNumber))
      throw new KoppelError(
        "SERVICE_NUMBER_REFUSED",
        inRegister
          ? `registry ${name} is in the register, so it can never have a citizen service number (type B)`
          : "type B, the citizen service number, is refused unless asked for on purpose",
        {
          hint: inRegister
            ? "Leave B out of the list."
            : "Leave B out of the list, or say that this registry may process it (--allow-bsn).",
        },
      );
    const first = store.registries().length === 0;
    const anchor = first ? ["GG", "sNGG"].find((type) => types.includes(type)) : setup.anchor;
    if (anchor === undefined || !types.includes(anchor))
      throw new KoppelError(
        "NO_BIRTH_GROUP",
        `registry ${name} needs type ${anchor ?? "GG or sNGG"}, by which records are brought together`,
        { hint: "Add it to the list of types." },
      );
    const domain = ring.domains().find((known) => known.name === name);
    if (domain !== undefined && domain.kind !== "registry")
      throw new KoppelError("BAD_NAME", `the key ring uses the name ${name} for itself`, {
        hint: "Choose another name.",
      });
    if (domain === undefined) {
      ring.addDomain(name, "registry");
      ring.save();
    }
    this.#table.writing(() => {
      store.addRegistry({ name, types: asked.map((type) => type.name), serviceNumber, inRegister });
      if (anchor !== setup.anchor) store.setAnchor(anchor);
    });
    this.#table.reload();
  }

  registries(): RegistryRow[] {
    return this.#table.store.registries();
  }

  /** @throws KoppelError BAD_NAME, PROVIDER_EXISTS */
  addProvider(name: string): void {
    checkName(name, "provider");
    if (this.providers().some((known) => known.name === name))
      throw new KoppelError("PROVIDER_EXISTS", `there is a provider ${name} already`);
    this.#idle().store.addProvider(name);
  }

  providers(): ProviderRow[] {
    return this.#table.store.providers();
  }

  /**
   * Sets what a type may be used for from now on (R5); the choice is recorded with its time. Links that stand stay as they are until the
   * next run, which links everything again.
   *
   * @throws PseudonymError UNKNOWN_TYPE
   */
  setPurpose(type: string, purpose: Purpose): void {
    typesByName([type], this.#table.types);
    if (!PURPOSES.includes(purpose))
      throw new KoppelError("BAD_PURPOSE", "this is no purpose", { hint: `A purpose is ${PURPOSES.join(", ")}.` });
    this.#idle().store.addSetting(PURPOSE + type, purpose);
  }

  /** The purpose of each type, by name. */
  purposes(): Record<string, Purpose> {
    return this.#table.purposes();
  }

  /**
   * Links deliveries in one run, which becomes visible at once or not at all.
   *
   * @throws KoppelError for anything wrong with any of them; the table is then as it was
   */
  async link(deliveries: readonly string[], options: RunOptions = {}): Promise<LinkResult> {
    return this.#writing((table) => linkDeliveries(table, deliveries, options));
  }

  /**
   * Decides that local patients are one person or different people; what it concerns is linked again in the same run. `same` names one
   * person; of a `different` decision any two local patients of different persons of the case, or of different records, never meet again.
   *
   * @param subject an open case by number, or records, each standing for its local patient
   * @throws KoppelError REASON_MISSING, CASE_NOT_OPEN, RECORD_NOT_FOUND, ONE_PATIENT, DECISION_CONTRADICTS
   */
  async decide(subject: Subject, verdict: Verdict, statement: Statement, options: RunOptions = {}): Promise<Decision> {
    return this.#writing((table) => decide(table, subject, verdict, statement, options));
  }

  /** Takes a decision back: everything is as if it had never been made. @throws KoppelError REASON_MISSING, DECISION_NOT_FOUND */
  async undo(decision: number, statement: Statement, options: RunOptions = {}): Promise<Decision> {
    return this.#writing((table) => undo(table, decision, statement, options));
  }

  /**
   * Erases records: evidence, statements that no other record makes, record keys and what rests on them; what is left is linked again in
   * the same run. A person keeps its number as long as anything is left of it.
   *
   * @throws KoppelError RECORD_NOT_FOUND; nothing is erased then
   */
  async erase(records: readonly RecordName[], options: RunOptions = {}): Promise<Erasure> {
    return this.#writing((table) => eraseRecordsOf(table, records, options));
  }

  /**
   * Recomputes everything from evidence, decisions, model and purposes, and tells what that changed. A dry run tells what it would change,
   * under another model or other purposes if these are given.
   */
  async relink(options: RelinkOptions = {}): Promise<Relinking> {
    return this.#writing((table) => relink(table, options));
  }

  /** All decisions, oldest first, those taken back included. */
  decisions(): Decision[] {
    return decisionsOf(this.#table);
  }

  /** Compares the table with the truth. @throws KoppelError FILE_UNREADABLE, BAD_TRUTH */
  evaluate(truthPath: string, options: JobOptions = {}): Promise<Evaluation> {
    return this.#idle().reading(() => evaluateTable(this.#table, truthPath, options));
  }

  /**
   * Makes a model from what the table itself holds, with no labels; `useModel` puts it in force.
   *
   * @throws KoppelError BAD_TARGET, NOTHING_TO_CALIBRATE
   */
  calibrate(options: CalibrateOptions = {}): Promise<Model> {
    return calibrateModel(this.#idle(), options);
  }

  /** All models of the table, the shipped one first. */
  models(): ModelSummary[] {
    return modelSummaries(this.#table);
  }

  /** A model by version, or the one in force. @throws KoppelError MODEL_NOT_FOUND */
  model(version?: string): Model {
    return modelOf(this.#table, version);
  }

  /**
   * Puts a model in force. Links that stand stay as they are until the next run, which links everything again.
   *
   * @throws KoppelError MODEL_NOT_FOUND
   */
  useModel(version: string): Model {
    return useModel(this.#idle(), version);
  }

  /**
   * Reads several things as one: where anything was written in the meantime, all of them are read again, a few times.
   *
   * @throws KoppelError TABLE_CHANGED
   * @example await table.reading(async () => ({ cases: table.cases(), status: await table.status() }));
   */
  reading<T>(job: () => Promise<T>): Promise<T> {
    return this.#idle().reading(job);
  }

  /** How good the links are, estimated without the truth: by table, provider and registry. O(records). */
  quality(options: JobOptions = {}): Promise<QualityPanel> {
    return this.#idle().reading(() => qualityOf(this.#table, options));
  }

  /** What is in the table, with its fingerprint. O(records). */
  status(): Promise<TableStatus> {
    return this.#idle().reading(() => statusOf(this.#table));
  }

  /** Why a record is in its person. @throws KoppelError RECORD_NOT_FOUND */
  explain(record: RecordName): Promise<Explanation> {
    return this.#idle().reading(() => explainRecord(this.#table, record));
  }

  /** As `explain`, for a person by number; any number it ever had will do. @throws KoppelError PERSON_NOT_FOUND */
  explainPerson(person: number): Promise<Explanation> {
    return this.#idle().reading(() => explainPerson(this.#table, person));
  }

  /** Why two records are in one person, or not. @throws KoppelError RECORD_NOT_FOUND */
  explainPair(a: RecordName, b: RecordName): Promise<PairExplanation> {
    return this.#idle().reading(() => explainPair(this.#table, a, b));
  }

  /** What was done to the table, oldest first. */
  runs(): RunRow[] {
    return this.#table.store.runs();
  }

  /** Records that a file of a registry was finalised or rewrapped, so that it counts as carried (D6). @throws KoppelError UNKNOWN_REGISTRY */
  recordCarrying(file: RegistryFile): void {
    recordCarrying(this.#idle(), file);
  }

  /**
   * Makes and records the signed map from old to new pseudonyms of a registry that stores them out of reach.
   *
   * @throws KoppelError UNKNOWN_REGISTRY, SAME_VERSION, OUTPUT_EXISTS, OUTPUT_UNWRITABLE, TABLE_BUSY; KeyringError
   */
  map(options: MapOptions): Promise<MapManifest> {
    return this.#writing((table) => mapRegistry(table, options));
  }

  /** The key versions under which registries still hold values, with the deliveries that these came in (D6). */
  versionsInUse(): VersionInUse[] {
    return versionsInUse(this.#table);
  }

  /** Open cases, oldest first. */
  cases(): CaseSummary[] {
    return openCases(this.#table.store);
  }

  /** Whether everything opens and follows from the evidence. O(records). */
  verify(options: JobOptions = {}): Promise<Verification> {
    return this.#idle().reading(() => verifyTable(this.#table, options));
  }

  /** Does a job that writes over some time: others wait. @throws KoppelError TABLE_BUSY */
  async #writing<T>(job: (table: OpenTable) => Promise<T>): Promise<T> {
    const table = this.#idle();
    this.#linking = true;
    try {
      return await job(table);
    } finally {
      this.#linking = false;
    }
  }

  /** The table, unless this object is linking it: it would read and write in the midst of the run. @throws KoppelError TABLE_BUSY */
  #idle(): OpenTable {
    if (!this.#linking) return this.#table;
    throw new KoppelError("TABLE_BUSY", "the table is being linked", { hint: "Wait until `link` is done." });
  }

  /** Ends the threads and closes the file. */
  async close(): Promise<void> {
    await this.#table.pool.close();
    this.#table.store.close();
  }
}

/** The registries of a table and the types they may have, which is no secret: no key ring is needed. @throws as `LinkTable.open` */
export function registriesOf(path: string): RegistryRow[] {
  const store = SqliteStore.open(path, true);
  try {
    return store.registries();
  } finally {
    store.close();
  }
}

function checkName(name: string, what: string): void {
  if (!NAME.test(name))
    throw new KoppelError("BAD_NAME", `this is no name for a ${what}`, {
      hint: "Letters, digits, spaces and . _ - will do, at most 64, a letter or digit first.",
    });
}
