import type { DecidedPatient } from "./link-store.ts";
import type { ObjectionRow, ObjectionStore, TombstoneRow } from "./objection-store.ts";
import type { SqliteFile } from "./sqlite-file.ts";

/** Who objects, in SQLite. */
export class SqliteObjections implements ObjectionStore {
  readonly #db: SqliteFile;

  constructor(db: SqliteFile) {
    this.#db = db;
  }

  all(): ObjectionRow[] {
    return this.#db.all("SELECT * FROM objection ORDER BY id").map(rowOf);
  }

  add({ registry, provider, run, since, unlinked }: Omit<ObjectionRow, "id" | "until">): number {
    const insert = "INSERT INTO objection (registry, provider, run, since, unlinked) VALUES (?, ?, ?, ?, ?)";
    return Number(this.#db.run(insert, registry, provider, run, since, Number(unlinked)).lastInsertRowid);
  }

  end(id: number, until: string): void {
    this.#db.run("UPDATE objection SET until = ? WHERE id = ?", until, id);
    this.#db.run("DELETE FROM tombstone WHERE objection = ?", id);
    this.#db.run("DELETE FROM objection_patient WHERE objection = ?", id);
  }

  removeBefore(moment: string): number {
    return Number(this.#db.run("DELETE FROM objection WHERE until < ?", moment).changes);
  }

  tombstones(): TombstoneRow[] {
    return this.#db.all("SELECT * FROM tombstone ORDER BY objection, partition") as unknown as TombstoneRow[];
  }

  addTombstone({ objection, partition, sealed }: TombstoneRow): void {
    this.#db.run("INSERT INTO tombstone VALUES (?, ?, ?)", objection, partition, sealed);
  }

  alone(): DecidedPatient[] {
    return this.#db.all(
      `SELECT DISTINCT lower(hex(handle)) AS handle, partition FROM objection_patient JOIN objection ON id = objection
       WHERE unlinked = 1 ORDER BY 1`,
    ) as unknown as DecidedPatient[];
  }

  patients(objection: number): DecidedPatient[] {
    return this.#db.all(
      "SELECT lower(hex(handle)) AS handle, partition FROM objection_patient WHERE objection = ? ORDER BY 1",
      objection,
    ) as unknown as DecidedPatient[];
  }

  addPatient(objection: number, { handle, partition }: DecidedPatient): void {
    const insert = "INSERT OR IGNORE INTO objection_patient VALUES (?, ?, ?)";
    this.#db.run(insert, objection, Buffer.from(handle, "hex"), partition);
  }

  of(handle: string): ObjectionRow[] {
    return this.#db
      .all(
        "SELECT objection.* FROM objection JOIN objection_patient ON id = objection WHERE handle = ? ORDER BY id",
        Buffer.from(handle, "hex"),
      )
      .map(rowOf);
  }
}

function rowOf(row: Record<string, unknown>): ObjectionRow {
  return { ...row, unlinked: row["unlinked"] === 1 } as unknown as ObjectionRow;
}
