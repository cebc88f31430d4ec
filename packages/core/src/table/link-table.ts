import { randomUUID } from "node:crypto";

import { publicKeyOf, type KeyRing } from "@koppel/keyring";
import type { Purpose } from "@koppel/pseudonym";

import type { Action } from "../audit/actions.ts";
import type { AuditEvent } from "../audit/event.ts";
import type { BackupManifest } from "../backup/manifest.ts";
import type { RegistryFile } from "../carry/registry-file.ts";
import { KoppelError } from "../errors.ts";
import type { MapManifest } from "../maps/map-manifest.ts";
import type { Model } from "../model/model.ts";
import type { ProviderRow, RegistryRow, RunRow } from "../store/link-store.ts";
import type { QualityPanel } from "../quality/panel.ts";
import { SqliteStore } from "../store/sqlite-store.ts";
import { WorkerPool } from "../workers/pool.ts";
import { TableAudit } from "./audit.ts";
import { backupTable } from "./backup.ts";
import { takeAnswers, type TakenAnswers } from "./answers.ts";
import { openCases } from "./cases.ts";
import { decide, decisionsOf, undo, type Decision, type Statement, type Subject, type Verdict } from "./decisions.ts";
import {
  enquirySummaries,
  makeEnquiry,
  type EnquiryMade,
  type EnquiryRequest,
  type EnquirySummary,
} from "./enquiries.ts";
import { eraseRecordsOf, type EraseOptions, type Erasure } from "./erasure.ts";
import { evaluateTable } from "./evaluation.ts";
import type { Evaluation } from "./evaluation-result.ts";
import { expire, type ExpireOptions, type Expiry } from "./expiry.ts";
import { explainPerson, explainRecord } from "./explanation.ts";
import type { Explanation, PairExplanation } from "./explanation-result.ts";
import { keepReport, keptReport, type KeptReport } from "./kept-report.ts";
import { TableKeys } from "./keys.ts";
import { linkDeliveries, type LinkOptions } from "./link-run.ts";
import {
  calibrateModel,
  modelOf,
  modelSummaries,
  useModel,
  type CalibrateOptions,
  type ModelSummary,
} from "./models.ts";
import { HANDLE_DOMAIN, LINK_DOMAIN, OpenTable, SEAL_DOMAIN } from "./open-table.ts";
import { addProvider, addRegistry, setPurpose, TABLE_TYPES, type NewRegistry } from "./parties.ts";
import { setPolicy } from "./objection-policy.ts";
import { objectionCounts, takeObjections, type ObjectionCount, type ObjectionResult } from "./objections.ts";
import { explainPair } from "./pair-explanation.ts";
import type { CaseSummary, JobOptions, LinkResult, RecordName, TableStatus, Verification } from "./results.ts";
import { rekeyTable, type Rekeying } from "./rekeying.ts";
import { recordCarrying } from "./carryings.ts";
import { mapRegistry, type MapOptions } from "./registry-map.ts";
import { relink, type Relinking, type RelinkOptions } from "./relinking.ts";
import { restrict, type Restriction } from "./restriction.ts";
import { TableRetention } from "./retention.ts";
import { TableRights } from "./rights.ts";
import { restoreTable, type Restoration, type RestoreOptions } from "./restoration.ts";
import type { RunOptions } from "./run.ts";
import { qualityOf } from "./quality.ts";
import { signerOf } from "./signer.ts";
import { statusOf } from "./status.ts";
import { noteRefusal, subjectsOf } from "./trail-events.ts";
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

/** Partitions of a table: enough that a share of ten million records fits in a thread's memory many times over. */
const PARTITIONS = 256;

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
  #busy = false;

  private constructor(table: OpenTable) {
    this.#table = table;
  }

  /**
   * Makes a new, empty table. The ring has the domains `link`, `handle` and `seal`, each of the kind of its name.
   *
   * @param options.sourceCheck check value of the stage-1 key that providers use (`keyCheck`)
   * @throws KoppelError TABLE_EXISTS, TABLE_UNWRITABLE
   */
  static create(options: TableOptions & { readonly sourceCheck: string }): LinkTable {
    const { path, ring, sourceCheck, threads } = options;
    ring.domain(HANDLE_DOMAIN);
    const setup = {
      table: randomUUID(),
      ring: ring.id,
      partitions: PARTITIONS,
      types: TABLE_TYPES,
      anchor: "GG",
      linkVersion: ring.domain(LINK_DOMAIN).primary,
      sealVersion: ring.domain(SEAL_DOMAIN).primary,
      sourceCheck,
    };
    const table = new OpenTable(SqliteStore.create(path, setup), ring, new WorkerPool(threads));
    table.trail.note({ action: "table.create" });
    return new LinkTable(table);
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
   * Puts a backup of a table in place of one that was lost: checked whole, and told in its trail.
   *
   * @throws KoppelError as `restoreTable` in restoration.ts; nothing is left then
   */
  static restore(options: RestoreOptions): Promise<Restoration> {
    return restoreTable(options);
  }

  /** Adds a registry with the types it may have, and its domain to the key ring (R22). @throws as `addRegistry` in parties.ts */
  addRegistry(registry: NewRegistry): void {
    addRegistry(this.#idle(), registry);
  }

  registries(): RegistryRow[] {
    return this.#table.store.registries();
  }

  /** @throws KoppelError BAD_NAME, PROVIDER_EXISTS */
  addProvider(name: string): void {
    addProvider(this.#idle(), name);
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
    setPurpose(this.#idle(), type, purpose);
  }

  /** The purpose of each type, by name. */
  purposes(): Record<string, Purpose> {
    return this.#table.purposes();
  }

  /**
   * Links deliveries in one run, which becomes visible at once or not at all. Records that were delivered before are refused, or with
   * `replace` erased and taken anew.
   *
   * @throws KoppelError for anything wrong with any of them; the table is then as it was
   */
  async link(deliveries: readonly string[], options: LinkOptions = {}): Promise<LinkResult> {
    return this.#writing("link", (table) => linkDeliveries(table, deliveries, options));
  }

  /**
   * Decides that local patients are one person or different people; what it concerns is linked again in the same run. `same` names one
   * person; of a `different` decision any two local patients of different persons of the case, or of different records, never meet again.
   *
   * @param subject an open case by number, or records, each standing for its local patient
   * @throws KoppelError REASON_MISSING, CASE_NOT_OPEN, RECORD_NOT_FOUND, ONE_PATIENT, DECISION_CONTRADICTS
   */
  async decide(subject: Subject, verdict: Verdict, reason: string, options: RunOptions = {}): Promise<Decision> {
    return this.#writing("decide", (table) => decide(table, subject, verdict, this.#says(reason), options));
  }

  /** Takes a decision back: everything is as if it had never been made. @throws KoppelError REASON_MISSING, DECISION_NOT_FOUND */
  async undo(decision: number, reason: string, options: RunOptions = {}): Promise<Decision> {
    return this.#writing("undo", (table) => undo(table, decision, this.#says(reason), options));
  }

  /**
   * Asks a provider about its own patients in open cases: writes a file that it alone can read (R28), and records what was asked.
   *
   * @throws KoppelError UNKNOWN_PROVIDER, CASE_NOT_OPEN, NOTHING_TO_ASK, FILE_EXISTS, OUTPUT_UNWRITABLE
   */
  async enquire(request: EnquiryRequest): Promise<EnquiryMade> {
    return this.#writing("enquiry.make", (table) => makeEnquiry(table, request, signerOf(table)));
  }

  /** All enquiries, oldest first. */
  enquiries(): EnquirySummary[] {
    return enquirySummaries(this.#table);
  }

  /**
   * Takes a provider's answers to an enquiry, all in one run or none; each counts once.
   *
   * @throws KoppelError FILE_UNREADABLE, MANIFEST_MISSING, MANIFEST_INVALID, FILE_ALTERED, UNKNOWN_ENQUIRY, NO_ANSWER_KEY,
   *   UNKNOWN_QUESTION, DUPLICATE_QUESTION, ALREADY_ANSWERED, ANSWERS_CONTRADICT
   */
  async takeAnswers(path: string, options: RunOptions = {}): Promise<TakenAnswers> {
    return this.#writing("answer", (table) => takeAnswers(table, path, options));
  }

  /**
   * Erases records: evidence, statements that no other record makes, record keys and what rests on them; what is left is linked again in
   * the same run. A person keeps its number as long as anything is left of it.
   *
   * @throws KoppelError RECORD_NOT_FOUND, LEGAL_HOLD, BAD_REASON, and where a request does not ask for it REQUEST_NOT_FOUND, REQUEST_CLOSED,
   *   OTHER_REQUEST; nothing is erased then
   */
  async erase(records: readonly RecordName[], options: EraseOptions = {}): Promise<Erasure> {
    return this.#writing("erase", (table) => eraseRecordsOf(table, records, options));
  }

  /**
   * Keeps the local patients of the records that an open request names out of all links, whatever else is known of them, or lifts that
   * (R44): nothing is lost, and then everything counts again.
   *
   * @throws KoppelError REQUEST_NOT_FOUND, REQUEST_CLOSED, OTHER_REQUEST, NOTHING_TO_RESTRICT, REASON_MISSING, BAD_REASON
   */
  async restrict(request: number, on: boolean, reason: string, options: RunOptions = {}): Promise<Restriction> {
    return this.#writing("restrict", (table) => restrict(table, { request, on, reason }, options));
  }

  /**
   * Lets everything go that has had its term, in one run, once it is confirmed how much that is.
   *
   * @throws KoppelError NOT_CONFIRMED; nothing is gone then
   */
  async expire(options: ExpireOptions): Promise<Expiry> {
    return this.#writing("expire", (table) => expire(table, options));
  }

  /**
   * Recomputes everything from evidence, decisions, model and purposes, and tells what that changed. A dry run tells what it would change,
   * under another model or other purposes if these are given.
   */
  async relink(options: RelinkOptions = {}): Promise<Relinking> {
    return this.#writing("relink", (table) => relink(table, options));
  }

  /**
   * Carries the table to the primary versions of its link and seal keys, and leaves nothing under the old ones. Who is with whom, numbers,
   * cases and decisions stay as they are. Stopped at any moment, the table is whole, and the next call goes on where this one was.
   *
   * @throws KoppelError TABLE_BUSY, TABLE_CHANGED; KeyringError VERSION_DISABLED
   */
  async rekey(options: JobOptions = {}): Promise<Rekeying> {
    return this.#writing("rekey", (table) => rekeyTable(table, options));
  }

  /**
   * Takes in files of who objects, or withdraws that (R30-R33): honoured in every delivery from now on, and done to what is there as the
   * policies of the registries say.
   *
   * @throws KoppelError as `link`; the table is then as it was
   */
  async object(messages: readonly string[], options: RunOptions = {}): Promise<ObjectionResult> {
    return this.#writing("object", (table) => takeObjections(table, messages, options));
  }

  /** Objections by registry, as many as stand and as were withdrawn. */
  objections(): ObjectionCount[] {
    return objectionCounts(this.#idle());
  }

  /** Sets what objections to a registry do from now on. @throws KoppelError UNKNOWN_REGISTRY, BAD_POLICY */
  setObjectionPolicy(registry: string, policy: string): void {
    setPolicy(this.#idle(), registry, policy);
  }

  /**
   * Writes one state of the table to a new file, with a signed manifest beside it, while other processes may write.
   *
   * @throws KoppelError FILE_EXISTS, OUTPUT_UNWRITABLE; KeyringError NOT_GRANTED; nothing is left then
   */
  async backup(path: string): Promise<BackupManifest> {
    return this.#writing("backup.table", (table) => backupTable(table, path));
  }

  /** All decisions, oldest first, those taken back included. */
  decisions(): Decision[] {
    const table = this.#idle();
    const all = decisionsOf(table);
    table.trail.note({ action: "decision.list", detail: { decisions: all.length } });
    return all;
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
    return this.#look({ action: "look", objects: subjectsOf(record) }, (table) => explainRecord(table, record));
  }

  /** As `explain`, for a person by number; any number it ever had will do. @throws KoppelError PERSON_NOT_FOUND */
  explainPerson(person: number): Promise<Explanation> {
    const objects = [{ type: "person", id: String(person) } as const];
    return this.#look({ action: "look", objects }, (table) => explainPerson(table, person));
  }

  /** Why two records are in one person, or not. @throws KoppelError RECORD_NOT_FOUND */
  explainPair(a: RecordName, b: RecordName): Promise<PairExplanation> {
    return this.#look({ action: "look", objects: subjectsOf(a, b) }, (table) => explainPair(table, a, b));
  }

  /** Keeps a report for those who may see figures and nothing else. @param report as it may leave, small numbers hidden */
  keepReport(report: object): void {
    keepReport(this.#idle(), report);
  }

  /** The report that was kept last. @throws KoppelError NO_REPORT; KeyringError NOT_GRANTED */
  keptReport(): KeptReport {
    return keptReport(this.#idle());
  }

  /** What was done to the table, oldest first. */
  runs(): RunRow[] {
    return this.#table.store.runs();
  }

  /** Records that a file of a registry was finalised or rewrapped, so that it counts as carried (D6). @throws KoppelError UNKNOWN_REGISTRY */
  recordCarrying(file: RegistryFile): void {
    recordCarrying(this.#idle(), file);
  }

  /** Public key, 64 hex digits, with which what leaves the table is signed: maps and enquiries. @throws KeyringError NOT_GRANTED */
  get signer(): string {
    return Buffer.from(publicKeyOf(signerOf(this.#table).seed)).toString("hex");
  }

  /**
   * Makes and records the signed map from old to new pseudonyms of a registry that stores them out of reach.
   *
   * @throws KoppelError UNKNOWN_REGISTRY, SAME_VERSION, OUTPUT_EXISTS, OUTPUT_UNWRITABLE, TABLE_BUSY; KeyringError
   */
  map(options: MapOptions): Promise<MapManifest> {
    return this.#writing("map", (table) => mapRegistry(table, options));
  }

  /** Open cases, oldest first. */
  cases(): CaseSummary[] {
    const table = this.#idle();
    const open = openCases(table.store);
    table.trail.note({ action: "case.list", detail: { open: open.length } });
    return open;
  }

  /** Whether everything opens and follows from the evidence. O(records). */
  verify(options: JobOptions = {}): Promise<Verification> {
    return this.#idle().reading(() => verifyTable(this.#table, options));
  }

  /** The audit trail: to be read, checked, handed out and reviewed (R52). */
  get audit(): TableAudit {
    return new TableAudit(this.#idle());
  }

  /** What patients ask for, through their providers (R44). */
  get rights(): TableRights {
    return new TableRights(this.#idle());
  }

  /** How long everything is kept (R48). */
  get retention(): TableRetention {
    return new TableRetention(this.#idle());
  }

  /** The key ring of the table, changed with an event of it in the trail. */
  get keys(): TableKeys {
    return new TableKeys(this.#idle());
  }

  /** What who has opened the key ring says. */
  #says(reason: string): Statement {
    return { by: this.#table.ring.principal.name, reason };
  }

  /** Does a job that writes over some time: others wait. What is refused leaves an event too. @throws KoppelError TABLE_BUSY */
  async #writing<T>(action: Action, job: (table: OpenTable) => Promise<T>): Promise<T> {
    const table = this.#idle();
    this.#busy = true;
    try {
      return await job(table);
    } catch (error) {
      noteRefusal(table, action, error);
      throw error;
    } finally {
      this.#busy = false;
    }
  }

  /** Does a job that shows somebody a person, a record or a case, and leaves an event of it. */
  async #look<T>(event: AuditEvent, job: (table: OpenTable) => Promise<T>): Promise<T> {
    const table = this.#idle();
    try {
      const result = await table.reading(() => job(table));
      table.trail.note(event);
      return result;
    } catch (error) {
      noteRefusal(table, event.action, error);
      throw error;
    }
  }

  /** The table, unless this object is writing to it: another job would read and write in the midst of that. @throws KoppelError TABLE_BUSY */
  #idle(): OpenTable {
    if (!this.#busy) return this.#table;
    throw new KoppelError("TABLE_BUSY", "this object is at work on the table", { hint: "Wait until that is done." });
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
