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
  SegmentPart,
  SegmentRow,
  Setup,
  Undoing,
} from "./link-store.ts";
import { createFile, SqliteFile } from "./sqlite-file.ts";

/** A link table in one SQLite file (WAL), through Node's own `node:sqlite`. */
export class SqliteStore implements LinkStore {
  readonly location: string;
  readonly #db: SqliteFile;

  private constructor(location: string, db: SqliteFile) {
    this.location = location;
    this.#db = db;
  }

  /** Makes a new file. @throws KoppelError TABLE_EXISTS, TABLE_UNWRITABLE */
  static create(path: string, setup: Setup): SqliteStore {
    createFile(path, { ...setup, types: setup.types.join(","), nextNumber: 1 });
    return SqliteStore.open(path);
  }

  /** Opens a file. @throws KoppelError TABLE_NOT_FOUND, NOT_A_TABLE, TABLE_VERSION */
  static open(path: string, readOnly = false): SqliteStore {
    return new SqliteStore(path, SqliteFile.open(path, readOnly));
  }

  get setup(): Setup {
    const rows = this.#db.all("SELECT key, value FROM setup") as { key: string; value: string }[];
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

  state(): string {
    // The first counts what others committed, the second what this connection wrote.
    const { data_version: others } = this.#db.get("PRAGMA data_version")!;
    const { own } = this.#db.get("SELECT total_changes() AS own")!;
    return `${others as number}|${own as number}`;
  }

  /** @throws KoppelError TABLE_BUSY */
  begin(): void {
    // A run's pages are moved into the file when the next one starts or the table is closed: the commit need not wait for it.
    this.#db.exec("PRAGMA wal_checkpoint(PASSIVE); BEGIN IMMEDIATE;");
  }

  commit(): void {
    this.#db.exec("COMMIT");
  }

  rollback(): void {
    if (this.#db.inTransaction) this.#db.exec("ROLLBACK");
  }

  settings(): { name: string; value: string; at: string }[] {
    return this.#db.all("SELECT name, value, at FROM setting ORDER BY id") as {
      name: string;
      value: string;
      at: string;
    }[];
  }

  addSetting(name: string, value: string): void {
    this.#db.run("INSERT INTO setting (name, value, at) VALUES (?, ?, ?)", name, value, now());
  }

  registries(): RegistryRow[] {
    return this.#db.all("SELECT * FROM registry ORDER BY id").map((row) => ({
      id: row["id"] as number,
      name: row["name"] as string,
      types: (row["types"] as string).split(","),
      serviceNumber: row["service_number"] === 1,
      inRegister: row["in_register"] === 1,
    }));
  }

  addRegistry({ name, types, serviceNumber, inRegister }: Omit<RegistryRow, "id">): void {
    const insert = "INSERT INTO registry (name, types, service_number, in_register, at) VALUES (?, ?, ?, ?, ?)";
    this.#db.run(insert, name, types.join(","), Number(serviceNumber), Number(inRegister), now());
  }

  setAnchor(anchor: string): void {
    this.#db.run("UPDATE setup SET value = ? WHERE key = 'anchor'", anchor);
  }

  providers(): ProviderRow[] {
    return this.#db.all("SELECT id, name FROM provider ORDER BY id") as unknown as ProviderRow[];
  }

  addProvider(name: string): void {
    this.#db.run("INSERT INTO provider (name, at) VALUES (?, ?)", name, now());
  }

  models(): { json: string; at: string }[] {
    return this.#db.all("SELECT json, at FROM model ORDER BY rowid") as { json: string; at: string }[];
  }

  model(version: string): string | undefined {
    return this.#db.get("SELECT json FROM model WHERE version = ?", version)?.["json"] as string | undefined;
  }

  addModel(version: string, json: string): void {
    this.#db.run("INSERT INTO model (version, json, at) VALUES (?, ?, ?)", version, json, now());
  }

  runs(): RunRow[] {
    return this.#db.all("SELECT * FROM run ORDER BY id") as unknown as RunRow[];
  }

  addRun({ id, kind, model, started, finished, result }: RunRow): void {
    const insert = "INSERT INTO run (id, kind, model, started, finished, result) VALUES (?, ?, ?, ?, ?, ?)";
    this.#db.run(insert, id, kind, model, started, finished, result);
  }

  deliveries(): DeliveryRow[] {
    const columns = "id, run, registry, provider, sha256, stage, key_version AS keyVersion, records, accepted";
    return this.#db.all(`SELECT ${columns} FROM delivery ORDER BY id`) as unknown as DeliveryRow[];
  }

  addDelivery(row: DeliveryRow, recordKeys: Uint8Array): void {
    const { id, run, registry, provider, sha256, stage, keyVersion, records, accepted } = row;
    const insert = "INSERT INTO delivery VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    this.#db.run(insert, id, run, registry, provider, sha256, stage, keyVersion, records, accepted, recordKeys);
  }

  recordKeys(delivery: number): Uint8Array {
    return this.#db.get("SELECT record_keys FROM delivery WHERE id = ?", delivery)!["record_keys"] as Uint8Array;
  }

  setRecordKeys(delivery: number, recordKeys: Uint8Array, accepted: number): void {
    this.#db.run("UPDATE delivery SET record_keys = ?, accepted = ? WHERE id = ?", recordKeys, accepted, delivery);
  }

  segmentRuns(partition: number): number[] {
    return this.#db
      .all("SELECT run FROM segment WHERE partition = ? ORDER BY run", partition)
      .map((row) => row["run"] as number);
  }

  segmentPart(partition: number, run: number, part: SegmentPart): Uint8Array {
    const row = this.#db.get(`SELECT ${part} AS part FROM segment WHERE partition = ? AND run = ?`, partition, run);
    return row!["part"] as Uint8Array;
  }

  addSegment(partition: number, { run, statements, evidence, records, recordIds }: SegmentRow): void {
    this.#db.run(
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
    for (const run of runs) this.#db.run("DELETE FROM segment WHERE partition = ? AND run = ?", partition, run);
  }

  partition(partition: number): PartitionRow | undefined {
    return this.#db.get(`SELECT ${COUNTS}, assignment, roster FROM partition WHERE partition = ?`, partition) as
      | PartitionRow
      | undefined;
  }

  partitions(): PartitionCounts[] {
    return this.#db.all(`SELECT ${COUNTS} FROM partition ORDER BY partition`) as unknown as PartitionCounts[];
  }

  setPartition({ partition, records, persons, localPatients, run, assignment, roster }: PartitionRow): void {
    this.#db.run(
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
    return Number(this.#db.get("SELECT value FROM setup WHERE key = 'nextNumber'")!["value"]);
  }

  setNextNumber(number: number): void {
    this.#db.run("UPDATE setup SET value = ? WHERE key = 'nextNumber'", String(number));
  }

  addPersonEvent(run: number, { kind, person, other }: PersonEvent | BridgeEvent): void {
    this.#db.run("INSERT INTO person_event (run, kind, person, other) VALUES (?, ?, ?, ?)", run, kind, person, other);
  }

  personEvents(persons: readonly number[]): PersonEventRow[] {
    return this.#db.all(
      `SELECT run, kind, person, other FROM person_event
       WHERE person IN (SELECT value FROM json_each(?1)) OR other IN (SELECT value FROM json_each(?1)) ORDER BY id`,
      JSON.stringify(persons),
    ) as unknown as PersonEventRow[];
  }

  bridges(): ReadonlyMap<number, number> {
    const rows = this.#db.all("SELECT person, kept FROM bridge") as { person: number; kept: number }[];
    return new Map(rows.map(({ person, kept }) => [person, kept]));
  }

  setBridge(person: number, kept: number): void {
    this.#db.run("INSERT OR REPLACE INTO bridge VALUES (?, ?)", person, kept);
  }

  removeBridge(person: number): void {
    this.#db.run("DELETE FROM bridge WHERE person = ?", person);
  }

  cases(): CaseRow[] {
    const persons = new Map<number, number[]>();
    const pairs = this.#db.all("SELECT cases, person FROM case_person ORDER BY cases, person") as {
      cases: number;
      person: number;
    }[];
    for (const { cases, person } of pairs) {
      const known = persons.get(cases);
      if (known === undefined) persons.set(cases, [person]);
      else known.push(person);
    }
    const columns = "id, key, kind, class, state, partition, birth_group AS birthGroup, run";
    return this.#db.all(`SELECT ${columns} FROM cases ORDER BY id`).map((row) => ({
      ...(row as unknown as Omit<CaseRow, "persons">),
      persons: persons.get(row["id"] as number) ?? [],
    }));
  }

  setCase({ key, kind, class: name, partition, birthGroup, run, persons }: Omit<CaseRow, "id" | "state">): void {
    const insert = `INSERT INTO cases (key, kind, class, state, partition, birth_group, run) VALUES (?, ?, ?, 'open', ?, ?, ?)
      ON CONFLICT (key) DO UPDATE SET class = excluded.class, state = 'open' RETURNING id`;
    const id = this.#db.get(insert, key, kind, name, partition, birthGroup, run)!["id"] as number;
    this.#db.run("DELETE FROM case_person WHERE cases = ?", id);
    for (const person of persons) this.#db.run("INSERT OR IGNORE INTO case_person VALUES (?, ?)", id, person);
  }

  setCaseState(id: number, state: CaseRow["state"]): void {
    this.#db.run("UPDATE cases SET state = ? WHERE id = ?", state, id);
  }

  decisions(): DecisionRow[] {
    const named = Map.groupBy(
      this.#db.all(
        "SELECT decision, part, lower(hex(handle)) AS handle, partition FROM decision_patient ORDER BY 1, 2, 3",
      ),
      (row) => row["decision"],
    );
    return this.#db.all("SELECT * FROM decision ORDER BY id").map((row) => {
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
    this.#db.run(insert, id, verdict, answered, run, by, reason, at);
    for (const [part, patients] of parts.entries())
      for (const { handle, partition } of patients)
        this.#db.run(
          "INSERT INTO decision_patient VALUES (?, ?, ?, ?)",
          id,
          part,
          Buffer.from(handle, "hex"),
          partition,
        );
  }

  forgetPatients(handles: readonly string[]): void {
    for (const handle of handles)
      this.#db.run("DELETE FROM decision_patient WHERE handle = ?", Buffer.from(handle, "hex"));
  }

  undoDecision(id: number, { run, by, reason, at }: Undoing): void {
    const update =
      "UPDATE decision SET undone_run = ?, undone_by = ?, undone_reason = ?, undone_at = ? WHERE id = ? AND undone_run IS NULL";
    this.#db.run(update, run, by, reason, at, id);
  }

  carryings(): CarryingRow[] {
    const columns = `id, kind, registry, from_version AS "from", to_version AS "to", run, input_sha256 AS input, output_sha256 AS output,
      records, value_count AS "values", at`;
    return this.#db.all(`SELECT ${columns} FROM carrying ORDER BY id`) as unknown as CarryingRow[];
  }

  addCarrying({ kind, registry, from, to, run, input, output, records, values }: Omit<CarryingRow, "id" | "at">): void {
    const insert = "INSERT INTO carrying VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    this.#db.run(insert, kind, registry, from, to, run, input, output, records, values, now());
  }
}

const COUNTS = "partition, records, persons, local_patients AS localPatients, run";

function now(): string {
  return new Date().toISOString();
}
