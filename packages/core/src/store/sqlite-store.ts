import { existsSync, rmSync } from "node:fs";
import { DatabaseSync, type StatementSync } from "node:sqlite";

import { KoppelError } from "../errors.ts";
import type { PersonEvent } from "../linking/persons.ts";
import type {
  BridgeEvent,
  CaseRow,
  DeliveryRow,
  LinkStore,
  PartitionCounts,
  PartitionRow,
  PersonEventRow,
  ProviderRow,
  RegistryRow,
  RunRow,
  SegmentPart,
  SegmentRow,
  Setup,
} from "./link-store.ts";
import { APPLICATION_ID, SCHEMA, SCHEMA_VERSION } from "./schema.ts";
import { faultOf } from "./sqlite-fault.ts";

type Row = Record<string, unknown>;

/** A link table in one SQLite file (WAL), through Node's own `node:sqlite`. */
export class SqliteStore implements LinkStore {
  readonly location: string;
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  private constructor(location: string, db: DatabaseSync) {
    this.location = location;
    this.#db = db;
  }

  /** Makes a new file. @throws KoppelError TABLE_EXISTS */
  static create(path: string, setup: Setup): SqliteStore {
    if (existsSync(path))
      throw new KoppelError("TABLE_EXISTS", "there is a file of that name already", {
        file: path,
        hint: "Choose another path with --table, or move the file away.",
      });
    const db = new DatabaseSync(path);
    try {
      // Sealed columns are large; big pages write them four times as fast as SQLite's default.
      db.exec("PRAGMA page_size = 65536; PRAGMA journal_mode = WAL;");
      db.exec(
        `BEGIN; ${SCHEMA} PRAGMA user_version = ${SCHEMA_VERSION}; PRAGMA application_id = ${APPLICATION_ID}; COMMIT;`,
      );
      const insert = db.prepare("INSERT INTO setup (key, value) VALUES (?, ?)");
      for (const [key, value] of Object.entries({ ...setup, types: setup.types.join(","), nextNumber: 1 }))
        insert.run(key, String(value));
    } catch (cause) {
      db.close();
      for (const suffix of ["", "-wal", "-shm"]) rmSync(path + suffix, { force: true });
      throw new KoppelError("TABLE_UNWRITABLE", "the link table cannot be made here", { file: path, cause });
    }
    db.close();
    return SqliteStore.open(path);
  }

  /** Opens a file. @throws KoppelError TABLE_NOT_FOUND, NOT_A_TABLE, TABLE_VERSION */
  static open(path: string, readOnly = false): SqliteStore {
    if (!existsSync(path))
      throw new KoppelError("TABLE_NOT_FOUND", "there is no link table here", {
        file: path,
        hint: "`koppel init` makes one; --table or KOPPEL_TABLE says where it is.",
      });
    let db: DatabaseSync | undefined;
    try {
      db = new DatabaseSync(path, { readOnly, timeout: 5000 });
      const [{ application_id: id }] = db.prepare("PRAGMA application_id").all() as { application_id: number }[];
      const [{ user_version: version }] = db.prepare("PRAGMA user_version").all() as { user_version: number }[];
      if (id !== APPLICATION_ID) throw new KoppelError("NOT_A_TABLE", "this is no link table", { file: path });
      if (version !== SCHEMA_VERSION)
        throw new KoppelError(
          "TABLE_VERSION",
          `the link table has layout ${version}; this Koppel knows ${SCHEMA_VERSION}`,
          { file: path },
        );
      db.exec(
        "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -32000; PRAGMA wal_autocheckpoint = 0;",
      );
      return new SqliteStore(path, db);
    } catch (cause) {
      db?.close();
      if (cause instanceof KoppelError) throw cause;
      throw faultOf(cause, path, false);
    }
  }

  get setup(): Setup {
    const rows = this.#all("SELECT key, value FROM setup") as { key: string; value: string }[];
    const all = Object.fromEntries(rows.map(({ key, value }) => [key, value]));
    return {
      table: all["table"],
      ring: all["ring"],
      partitions: Number(all["partitions"]),
      types: all["types"].split(","),
      anchor: all["anchor"],
      linkVersion: Number(all["linkVersion"]),
      sourceCheck: all["sourceCheck"],
    };
  }

  close(): void {
    this.#db.close();
  }

  /** @throws KoppelError TABLE_BUSY */
  begin(): void {
    // A run's pages are moved into the file when the next one starts or the table is closed: the commit need not wait for it.
    this.#guard(() => this.#db.exec("PRAGMA wal_checkpoint(PASSIVE); BEGIN IMMEDIATE;"));
  }

  commit(): void {
    this.#guard(() => this.#db.exec("COMMIT"));
  }

  rollback(): void {
    if (this.#db.isTransaction) this.#db.exec("ROLLBACK");
  }

  settings(): { name: string; value: string; at: string }[] {
    return this.#all("SELECT name, value, at FROM setting ORDER BY id") as {
      name: string;
      value: string;
      at: string;
    }[];
  }

  addSetting(name: string, value: string): void {
    this.#run("INSERT INTO setting (name, value, at) VALUES (?, ?, ?)", name, value, now());
  }

  registries(): RegistryRow[] {
    return this.#all("SELECT * FROM registry ORDER BY id").map((row) => ({
      id: row["id"] as number,
      name: row["name"] as string,
      types: (row["types"] as string).split(","),
      serviceNumber: row["service_number"] === 1,
      inRegister: row["in_register"] === 1,
    }));
  }

  addRegistry({ name, types, serviceNumber, inRegister }: Omit<RegistryRow, "id">): void {
    const insert = "INSERT INTO registry (name, types, service_number, in_register, at) VALUES (?, ?, ?, ?, ?)";
    this.#run(insert, name, types.join(","), Number(serviceNumber), Number(inRegister), now());
  }

  setAnchor(anchor: string): void {
    this.#run("UPDATE setup SET value = ? WHERE key = 'anchor'", anchor);
  }

  providers(): ProviderRow[] {
    return this.#all("SELECT id, name FROM provider ORDER BY id") as unknown as ProviderRow[];
  }

  addProvider(name: string): void {
    this.#run("INSERT INTO provider (name, at) VALUES (?, ?)", name, now());
  }

  model(version: string): string | undefined {
    return this.#get("SELECT json FROM model WHERE version = ?", version)?.["json"] as string | undefined;
  }

  addModel(version: string, json: string): void {
    this.#run("INSERT INTO model (version, json, at) VALUES (?, ?, ?)", version, json, now());
  }

  runs(): RunRow[] {
    return this.#all("SELECT * FROM run ORDER BY id") as unknown as RunRow[];
  }

  addRun({ id, kind, model, started, finished, result }: RunRow): void {
    const insert = "INSERT INTO run (id, kind, model, started, finished, result) VALUES (?, ?, ?, ?, ?, ?)";
    this.#run(insert, id, kind, model, started, finished, result);
  }

  deliveries(): DeliveryRow[] {
    const columns = "id, run, registry, provider, sha256, stage, key_version AS keyVersion, records, accepted";
    return this.#all(`SELECT ${columns} FROM delivery ORDER BY id`) as unknown as DeliveryRow[];
  }

  addDelivery(row: DeliveryRow, recordKeys: Uint8Array): void {
    const { id, run, registry, provider, sha256, stage, keyVersion, records, accepted } = row;
    const insert = "INSERT INTO delivery VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    this.#run(insert, id, run, registry, provider, sha256, stage, keyVersion, records, accepted, recordKeys);
  }

  recordKeys(delivery: number): Uint8Array {
    return this.#get("SELECT record_keys FROM delivery WHERE id = ?", delivery)!["record_keys"] as Uint8Array;
  }

  segmentRuns(partition: number): number[] {
    return this.#all("SELECT run FROM segment WHERE partition = ? ORDER BY run", partition).map(
      (row) => row["run"] as number,
    );
  }

  segmentPart(partition: number, run: number, part: SegmentPart): Uint8Array {
    const row = this.#get(`SELECT ${part} AS part FROM segment WHERE partition = ? AND run = ?`, partition, run);
    return row!["part"] as Uint8Array;
  }

  addSegment(partition: number, { run, statements, evidence, records, recordIds }: SegmentRow): void {
    this.#run(
      "INSERT INTO segment VALUES (?, ?, ?, ?, ?, ?)",
      partition,
      run,
      statements,
      evidence,
      records,
      recordIds,
    );
  }

  removeSegments(partition: number, runs: readonly number[]): void {
    for (const run of runs) this.#run("DELETE FROM segment WHERE partition = ? AND run = ?", partition, run);
  }

  partition(partition: number): PartitionRow | undefined {
    return this.#get(`SELECT ${COUNTS}, assignment, roster FROM partition WHERE partition = ?`, partition) as
      | PartitionRow
      | undefined;
  }

  partitions(): PartitionCounts[] {
    return this.#all(`SELECT ${COUNTS} FROM partition ORDER BY partition`) as unknown as PartitionCounts[];
  }

  setPartition({ partition, records, persons, localPatients, run, assignment, roster }: PartitionRow): void {
    this.#run(
      "INSERT OR REPLACE INTO partition VALUES (?, ?, ?, ?, ?, ?, ?)",
      partition,
      records,
      persons,
      localPatients,
      run,
      assignment,
      roster,
    );
  }

  nextNumber(): number {
    return Number(this.#get("SELECT value FROM setup WHERE key = 'nextNumber'")!["value"]);
  }

  setNextNumber(number: number): void {
    this.#run("UPDATE setup SET value = ? WHERE key = 'nextNumber'", String(number));
  }

  addPersonEvent(run: number, { kind, person, other }: PersonEvent | BridgeEvent): void {
    this.#run("INSERT INTO person_event (run, kind, person, other) VALUES (?, ?, ?, ?)", run, kind, person, other);
  }

  personEvents(persons: readonly number[]): PersonEventRow[] {
    const wanted = JSON.stringify(persons);
    return this.#all(
      `SELECT run, run.kind AS why, finished AS at, event.kind AS kind, person, other
       FROM person_event AS event JOIN run ON run.id = event.run
       WHERE person IN (SELECT value FROM json_each(?1)) OR other IN (SELECT value FROM json_each(?1)) ORDER BY event.id`,
      wanted,
    ) as unknown as PersonEventRow[];
  }

  bridges(): ReadonlyMap<number, number> {
    const rows = this.#all("SELECT person, kept FROM bridge") as { person: number; kept: number }[];
    return new Map(rows.map(({ person, kept }) => [person, kept]));
  }

  setBridges(joined: ReadonlyMap<number, number>): void {
    this.#run("DELETE FROM bridge");
    for (const [person, kept] of joined) this.#run("INSERT INTO bridge VALUES (?, ?)", person, kept);
  }

  cases(): CaseRow[] {
    const persons = new Map<number, number[]>();
    const pairs = this.#all("SELECT cases, person FROM case_person ORDER BY cases, person") as {
      cases: number;
      person: number;
    }[];
    for (const { cases, person } of pairs) {
      const known = persons.get(cases);
      if (known === undefined) persons.set(cases, [person]);
      else known.push(person);
    }
    const columns = "id, key, kind, class, state, partition, birth_group AS birthGroup, run";
    return this.#all(`SELECT ${columns} FROM cases ORDER BY id`).map((row) => ({
      ...(row as unknown as Omit<CaseRow, "persons">),
      persons: persons.get(row["id"] as number) ?? [],
    }));
  }

  setCase({ key, kind, class: name, state, partition, birthGroup, run, persons }: Omit<CaseRow, "id">): void {
    const insert = `INSERT INTO cases (key, kind, class, state, partition, birth_group, run) VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (key) DO NOTHING RETURNING id`;
    let id = this.#get(insert, key, kind, name, state, partition, birthGroup, run)?.["id"] as number | undefined;
    if (id === undefined) {
      const update = "UPDATE cases SET class = ?, partition = ? WHERE key = ? RETURNING id";
      id = this.#get(update, name, partition, key)!["id"] as number;
      this.#run("DELETE FROM case_person WHERE cases = ?", id);
    }
    for (const person of persons) this.#run("INSERT OR IGNORE INTO case_person VALUES (?, ?)", id, person);
  }

  removeCase(id: number): void {
    this.#run("DELETE FROM cases WHERE id = ?", id);
  }

  #prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#db.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  /** Says in Koppel's words what SQLite cannot do. */
  #guard<T>(work: () => T): T {
    try {
      return work();
    } catch (cause) {
      throw faultOf(cause, this.location, this.#db.isOpen && this.#db.isTransaction);
    }
  }

  #all(sql: string, ...values: (string | number | Uint8Array)[]): Row[] {
    return this.#guard(() => this.#prepare(sql).all(...values));
  }

  #get(sql: string, ...values: (string | number | Uint8Array)[]): Row | undefined {
    return this.#guard(() => this.#prepare(sql).get(...values));
  }

  #run(sql: string, ...values: (string | number | Uint8Array)[]): { lastInsertRowid: number | bigint } {
    return this.#guard(() => this.#prepare(sql).run(...values));
  }
}

const COUNTS = "partition, records, persons, local_patients AS localPatients, run";

function now(): string {
  return new Date().toISOString();
}
