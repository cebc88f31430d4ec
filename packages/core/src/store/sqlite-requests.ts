import type { Closing, RequestRow, RequestStore } from "./request-store.ts";
import type { DecidedPatient } from "./link-store.ts";
import type { SqliteFile } from "./sqlite-file.ts";

/** Requests of patients, in SQLite. */
export class SqliteRequests implements RequestStore {
  readonly #db: SqliteFile;

  constructor(db: SqliteFile) {
    this.#db = db;
  }

  all(): RequestRow[] {
    const subjects = Map.groupBy(this.#db.all("SELECT * FROM request_subject ORDER BY rowid"), (row) => row["request"]);
    return this.#db
      .all("SELECT * FROM request ORDER BY id")
      .map(({ state, reason, closed_by: by, closed_at: at, ...row }) => {
        const closing = state === null ? null : { state, reason, by, at };
        const own = (subjects.get(row["id"]) ?? []).map(({ subject }) => subject);
        return { ...row, subjects: own, closing } as unknown as RequestRow;
      });
  }

  add({ kind, provider, received, subjects }: Omit<RequestRow, "id" | "closing">): number {
    const insert = "INSERT INTO request (kind, provider, received) VALUES (?, ?, ?)";
    const id = Number(this.#db.run(insert, kind, provider, received).lastInsertRowid);
    for (const subject of subjects) this.#db.run("INSERT INTO request_subject VALUES (?, ?)", id, subject);
    return id;
  }

  close(id: number, { state, reason, by, at }: Closing): void {
    const update =
      "UPDATE request SET state = ?, reason = ?, closed_by = ?, closed_at = ? WHERE id = ? AND state IS NULL";
    this.#db.run(update, state, reason, by, at, id);
  }

  restricted(id: number): DecidedPatient[] {
    const select = "SELECT lower(hex(handle)) AS handle, partition FROM request_patient WHERE request = ? ORDER BY 1";
    return this.#db.all(select, id) as unknown as DecidedPatient[];
  }

  restrict(id: number, patients: readonly DecidedPatient[]): void {
    const insert = "INSERT OR IGNORE INTO request_patient VALUES (?, ?, ?)";
    for (const { handle, partition } of patients) this.#db.run(insert, id, Buffer.from(handle, "hex"), partition);
  }

  lift(id: number): void {
    this.#db.run("DELETE FROM request_patient WHERE request = ?", id);
  }

  alone(): DecidedPatient[] {
    const select = "SELECT DISTINCT lower(hex(handle)) AS handle, partition FROM request_patient ORDER BY 1";
    return this.#db.all(select) as unknown as DecidedPatient[];
  }

  removeBefore(moment: string): number {
    const old = "closed_at < ? AND id NOT IN (SELECT request FROM request_patient)";
    this.#db.run(`DELETE FROM request_subject WHERE request IN (SELECT id FROM request WHERE ${old})`, moment);
    return Number(this.#db.run(`DELETE FROM request WHERE ${old}`, moment).changes);
  }
}
