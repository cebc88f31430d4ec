import { catalogue } from "@koppel/pseudonym";
import { z } from "zod";

import type { AuditHead } from "../audit/chain.ts";
import type { PersonEvent } from "../linking/persons.ts";
import type {
  BridgeEvent,
  CarryingRow,
  CaseRow,
  DecisionRow,
  DeliveryRow,
  LinkStore,
  PartitionCounts,
  PartitionRow,
  PersonEventRow,
  ProviderRow,
  RegistryRow,
  RunRow,
  SegmentRow,
  Setup,
  Undoing,
} from "./link-store.ts";
import type { AuditStore } from "./audit-store.ts";
import type { Facts } from "./facts.ts";
import type { ObjectionStore } from "./objection-store.ts";
import { SqliteAudit } from "./sqlite-audit.ts";
import { SqliteObjections } from "./sqlite-objections.ts";
import { SqliteRequests } from "./sqlite-requests.ts";
import { KoppelError } from "../errors.ts";
import { SqliteEnquiries } from "./sqlite-enquiries.ts";
import { SqliteFacts } from "./sqlite-facts.ts";
import { createFile, SqliteFile } from "./sqlite-file.ts";
import { IN_FORCE, insertPartition, insertSegment, SqliteGenerations } from "./sqlite-generations.ts";
import { SqliteHistory } from "./sqlite-history.ts";
import { SqlitePartKeys } from "./sqlite-part-keys.ts";
import { COUNTS, SqliteSegments } from "./sqlite-segments.ts";

const number = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number);

const typeName = z.enum(catalogue.map(({ name }) => name));

/** The facts in `setup`, all of them text. */
const setupSchema = z.object({
  table: z.uuid(),
  ring: z.uuid(),
  partitions: number,
  types: z
    .string()
    .transform((types) => types.split(","))
    .pipe(z.array(typeName)),
  anchor: typeName,
  generation: number,
  sourceCheck: z.string(),
});

/** A link table in one SQLite file (WAL), through Node's own `node:sqlite`. */
export class SqliteStore extends SqliteSegments implements LinkStore {
  readonly audit: AuditStore;
  readonly objections: ObjectionStore;
  readonly requests: SqliteRequests;
  readonly generations: SqliteGenerations;
  readonly enquiries: SqliteEnquiries;
  readonly #facts: SqliteFacts;
  readonly #history: SqliteHistory;

  private constructor(location: string, db: SqliteFile) {
    super(location, db);
    this.audit = new SqliteAudit(db);
    this.objections = new SqliteObjections(db);
    this.requests = new SqliteRequests(db);
    this.generations = new SqliteGenerations(db, this.partKeys);
    this.enquiries = new SqliteEnquiries(db);
    this.#facts = new SqliteFacts(db);
    this.#history = new SqliteHistory(db);
  }

  /** Makes a new file. @throws KoppelError TABLE_EXISTS, TABLE_UNWRITABLE */
  static create(path: string, setup: Omit<Setup, "generation"> & { readonly sealVersion: number }): SqliteStore {
    const { linkVersion, sealVersion, ...facts } = setup;
    createFile(path, { ...facts, types: facts.types.join(","), generation: 1, nextNumber: 1 }, (db) => {
      new SqliteGenerations(db, new SqlitePartKeys(db)).begin(linkVersion, sealVersion);
    });
    return SqliteStore.open(path);
  }

  /** Opens a file. @throws KoppelError TABLE_NOT_FOUND, NOT_A_TABLE, TABLE_VERSION */
  static override open(path: string, readOnly = false): SqliteStore {
    return new SqliteStore(path, SqliteFile.open(path, readOnly));
  }

  get setup(): Setup {
    const rows = this.db.all("SELECT key, value FROM setup") as { key: string; value: string }[];
    const parsed = setupSchema.safeParse(Object.fromEntries(rows.map(({ key, value }) => [key, value])));
    const inForce = this.generations.all().find(({ id }) => id === parsed.data?.generation);
    if (parsed.success && inForce !== undefined) return { ...parsed.data, linkVersion: inForce.linkVersion };
    throw new KoppelError("TABLE_DAMAGED", "what was fixed when the link table was made is damaged, or was altered", {
      file: this.location,
      hint: "Restore the link table from its backup.",
    });
  }

  state(): string {
    // Whatever is written adds a row to one of these.
    const newest = ["run", "setting", "registry", "provider", "model"].map(
      (table) => `(SELECT coalesce(max(rowid), 0) FROM ${table})`,
    );
    return String(this.db.get(`SELECT ${newest.join(" || '|' || ")} AS state`)!["state"]);
  }

  /** @throws KoppelError TABLE_BUSY */
  begin(): void {
    // A run's pages are moved into the file when the next one starts or the table is closed: the commit need not wait for it.
    this.db.exec("PRAGMA wal_checkpoint(PASSIVE); BEGIN IMMEDIATE;");
    this.#history.begin();
  }

  commit(): void {
    this.db.exec("COMMIT");
    if (!this.partKeys.tookOut()) return;
    try {
      this.#emptyLog();
    } catch {
      // What is committed stands. The log goes all the same when the last process closes the table.
    }
  }

  rollback(): void {
    if (this.db.inTransaction) this.db.exec("ROLLBACK");
  }

  emptyLog(): void {
    if (this.#emptyLog()) return;
    throw new KoppelError(
      "TABLE_BUSY",
      "another process is reading the link table, and so keeps what was deleted from it",
      {
        file: this.location,
        hint: "Wait until it is done, and try again.",
      },
    );
  }

  facts(): Facts {
    return this.#facts.digests();
  }

  async copyTo(path: string): Promise<AuditHead> {
    await this.db.copyTo(path);
    const copy = SqliteStore.open(path);
    try {
      return copy.audit.head()!;
    } finally {
      copy.close();
    }
  }

  settings(): { name: string; value: string; at: string }[] {
    return this.db.all("SELECT name, value, at FROM setting ORDER BY id") as {
      name: string;
      value: string;
      at: string;
    }[];
  }

  addSetting(name: string, value: string): void {
    this.db.run("INSERT INTO setting (name, value, at) VALUES (?, ?, ?)", name, value, now());
  }

  keepReport(sealed: Uint8Array): void {
    this.db.run("INSERT OR REPLACE INTO kept_report VALUES (1, ?, ?)", now(), sealed);
  }

  keptReport(): { at: string; sealed: Uint8Array } | undefined {
    return this.db.get("SELECT at, sealed FROM kept_report") as { at: string; sealed: Uint8Array } | undefined;
  }

  registries(): RegistryRow[] {
    return this.db.all("SELECT * FROM registry ORDER BY id").map((row) => ({
      id: row["id"] as number,
      name: row["name"] as string,
      types: (row["types"] as string).split(","),
      serviceNumber: row["service_number"] === 1,
      inRegister: row["in_register"] === 1,
    }));
  }

  addRegistry({ name, types, serviceNumber, inRegister }: Omit<RegistryRow, "id">): void {
    const insert = "INSERT INTO registry (name, types, service_number, in_register, at) VALUES (?, ?, ?, ?, ?)";
    this.db.run(insert, name, types.join(","), Number(serviceNumber), Number(inRegister), now());
  }

  setAnchor(anchor: string): void {
    this.db.run("UPDATE setup SET value = ? WHERE key = 'anchor'", anchor);
  }

  providers(): ProviderRow[] {
    return this.db.all("SELECT id, name FROM provider ORDER BY id") as unknown as ProviderRow[];
  }

  addProvider(name: string): void {
    this.db.run("INSERT INTO provider (name, at) VALUES (?, ?)", name, now());
  }

  models(): { json: string; at: string }[] {
    return this.db.all("SELECT json, at FROM model ORDER BY rowid") as { json: string; at: string }[];
  }

  model(version: string): string | undefined {
    return this.db.get("SELECT json FROM model WHERE version = ?", version)?.["json"] as string | undefined;
  }

  addModel(version: string, json: string): void {
    this.db.run("INSERT INTO model (version, json, at) VALUES (?, ?, ?)", version, json, now());
  }

  runs(): RunRow[] {
    const columns = "id, kind, model, started, finished, result";
    return this.db.all(`SELECT ${columns} FROM run ORDER BY id`) as unknown as RunRow[];
  }

  addRun({ id, kind, model, started, finished, result }: RunRow): void {
    const insert = "INSERT INTO run (id, kind, model, started, finished, result, history) VALUES (?, ?, ?, ?, ?, ?, ?)";
    this.db.run(insert, id, kind, model, started, finished, result, this.#history.digest());
  }

  deliveries(): DeliveryRow[] {
    const columns = "id, run, registry, provider, sha256, stage, key_version AS keyVersion, records, accepted";
    return this.db.all(`SELECT ${columns} FROM delivery ORDER BY id`) as unknown as DeliveryRow[];
  }

  addDelivery(row: DeliveryRow, recordKeys: Uint8Array): void {
    const { id, run, registry, provider, sha256, stage, keyVersion, records, accepted } = row;
    const insert = "INSERT INTO delivery VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    this.db.run(insert, id, run, registry, provider, sha256, stage, keyVersion, records, accepted);
    this.generations.addRecordKeys(this.#generation, id, recordKeys);
  }

  recordKeys(delivery: number): Uint8Array {
    const select = `SELECT sealed FROM record_keys WHERE delivery = ? AND generation = ${IN_FORCE}`;
    return (this.db.get(select, delivery)?.["sealed"] ?? new Uint8Array(0)) as Uint8Array;
  }

  setRecordKeys(delivery: number, recordKeys: Uint8Array, accepted: number): void {
    this.db.run("UPDATE delivery SET accepted = ? WHERE id = ?", accepted, delivery);
    this.db.run("DELETE FROM record_keys WHERE delivery = ?", delivery);
    this.generations.addRecordKeys(this.#generation, delivery, recordKeys);
  }

  addSegment(partition: number, segment: SegmentRow): void {
    insertSegment(this.db, this.#generation, partition, segment);
  }

  removeSegments(partition: number, runs: readonly number[]): void {
    const remove = `DELETE FROM segment WHERE partition = ? AND generation = ${IN_FORCE} AND run = ?`;
    for (const run of runs) this.db.run(remove, partition, run);
  }

  partitions(): PartitionCounts[] {
    const select = `SELECT ${COUNTS} FROM partition WHERE generation = ${IN_FORCE} ORDER BY partition`;
    return this.db.all(select) as unknown as PartitionCounts[];
  }

  setPartition(row: PartitionRow): void {
    insertPartition(this.db, this.#generation, row);
    // What other generations have of it is not what it is now.
    for (const table of ["partition", "segment"])
      this.db.run(`DELETE FROM ${table} WHERE partition = ? AND generation <> ${IN_FORCE}`, row.partition);
  }

  nextNumber(): number {
    return Number(this.db.get("SELECT value FROM setup WHERE key = 'nextNumber'")!["value"]);
  }

  setNextNumber(number: number): void {
    this.db.run("UPDATE setup SET value = ? WHERE key = 'nextNumber'", String(number));
  }

  addPersonEvent(run: number, event: PersonEvent | BridgeEvent): void {
    this.#history.add(run, event);
  }

  personEvents(persons: readonly number[]): PersonEventRow[] {
    return this.#history.of(persons);
  }

  alteredHistories(): number[] {
    return this.#history.altered();
  }

  bridges(): ReadonlyMap<number, number> {
    const rows = this.db.all("SELECT person, kept FROM bridge") as { person: number; kept: number }[];
    return new Map(rows.map(({ person, kept }) => [person, kept]));
  }

  setBridge(person: number, kept: number): void {
    this.db.run("INSERT OR REPLACE INTO bridge VALUES (?, ?)", person, kept);
  }

  removeBridge(person: number): void {
    this.db.run("DELETE FROM bridge WHERE person = ?", person);
  }

  cases(): CaseRow[] {
    const persons = new Map<number, number[]>();
    const pairs = this.db.all("SELECT cases, person FROM case_person ORDER BY cases, person") as {
      cases: number;
      person: number;
    }[];
    for (const { cases, person } of pairs) {
      const known = persons.get(cases);
      if (known === undefined) persons.set(cases, [person]);
      else known.push(person);
    }
    const columns = "id, key, kind, class, state, partition, birth_group AS birthGroup, run";
    return this.db.all(`SELECT ${columns} FROM cases ORDER BY id`).map((row) => ({
      ...(row as unknown as Omit<CaseRow, "persons">),
      persons: persons.get(row["id"] as number) ?? [],
    }));
  }

  setCase({ key, kind, class: name, partition, birthGroup, run, persons }: Omit<CaseRow, "id" | "state">): void {
    const insert = `INSERT INTO cases (key, kind, class, state, partition, birth_group, run) VALUES (?, ?, ?, 'open', ?, ?, ?)
      ON CONFLICT (key) DO UPDATE SET class = excluded.class, state = 'open' RETURNING id`;
    const id = this.db.get(insert, key, kind, name, partition, birthGroup, run)!["id"] as number;
    this.db.run("DELETE FROM case_person WHERE cases = ?", id);
    for (const person of persons) this.db.run("INSERT OR IGNORE INTO case_person VALUES (?, ?)", id, person);
  }

  setCaseState(id: number, state: CaseRow["state"]): void {
    this.db.run("UPDATE cases SET state = ? WHERE id = ?", state, id);
  }

  decisions(): DecisionRow[] {
    const named = Map.groupBy(
      this.db.all(
        "SELECT decision, part, lower(hex(handle)) AS handle, partition FROM decision_patient ORDER BY 1, 2, 3",
      ),
      (row) => row["decision"],
    );
    return this.db.all("SELECT * FROM decision ORDER BY id").map((row) => {
      const parts = [...Map.groupBy(named.get(row["id"]) ?? [], ({ part }) => part).values()].map((patients) =>
        patients.map(({ handle, partition }) => ({ handle, partition })),
      );
      const { undone_run: run, undone_by: by, undone_reason: reason, undone_at: at, cases, ...own } = row;
      return {
        ...own,
        parts,
        case: cases,
        undone: run === null ? null : { run, by, reason, at },
      } as unknown as DecisionRow;
    });
  }

  addDecision({ id, verdict, parts, case: answered, run, by, reason, at }: Omit<DecisionRow, "undone">): void {
    const insert = "INSERT INTO decision (id, verdict, cases, run, by, reason, at) VALUES (?, ?, ?, ?, ?, ?, ?)";
    this.db.run(insert, id, verdict, answered, run, by, reason, at);
    for (const [part, patients] of parts.entries())
      for (const { handle, partition } of patients)
        this.db.run(
          "INSERT INTO decision_patient VALUES (?, ?, ?, ?)",
          id,
          part,
          Buffer.from(handle, "hex"),
          partition,
        );
  }

  forgetPatients(handles: readonly string[]): void {
    for (const table of ["decision_patient", "question_patient", "request_patient"])
      for (const handle of handles) this.db.run(`DELETE FROM ${table} WHERE handle = ?`, Buffer.from(handle, "hex"));
  }

  undoDecision(id: number, { run, by, reason, at }: Undoing): void {
    const update =
      "UPDATE decision SET undone_run = ?, undone_by = ?, undone_reason = ?, undone_at = ? WHERE id = ? AND undone_run IS NULL";
    this.db.run(update, run, by, reason, at, id);
  }

  carryings(): CarryingRow[] {
    const columns = `id, kind, registry, from_version AS "from", to_version AS "to", run, input_sha256 AS input, output_sha256 AS output,
      records, value_count AS "values", at`;
    return this.db.all(`SELECT ${columns} FROM carrying ORDER BY id`) as unknown as CarryingRow[];
  }

  addCarrying({ kind, registry, from, to, run, input, output, records, values }: Omit<CarryingRow, "id" | "at">): void {
    const insert = "INSERT INTO carrying VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    this.db.run(insert, kind, registry, from, to, run, input, output, records, values, now());
  }

  /** Moves all of the log into the file; false where another process is reading from it. */
  #emptyLog(): boolean {
    return this.db.get("PRAGMA wal_checkpoint(TRUNCATE)")!["busy"] === 0;
  }

  get #generation(): number {
    return this.db.get(`SELECT ${IN_FORCE} AS id`)!["id"] as number;
  }
}

function now(): string {
  return new Date().toISOString();
}
