import type { AuditHead, AuditRow } from "../audit/chain.ts";
import type { AuditStore, SubjectRow } from "./audit-store.ts";
import type { SqliteFile } from "./sqlite-file.ts";

/** Rows read at once. */
const PAGE = 1000;

/** The audit trail's rows in SQLite. */
export class SqliteAudit implements AuditStore {
  readonly #db: SqliteFile;

  constructor(db: SqliteFile) {
    this.#db = db;
  }

  head(): AuditHead | undefined {
    return this.#db.get("SELECT id, hash, by, signature FROM audit_head") as AuditHead | undefined;
  }

  setHead({ id, hash, by, signature }: AuditHead): void {
    this.#db.run("INSERT OR REPLACE INTO audit_head VALUES (1, ?, ?, ?, ?)", id, hash, by, signature);
  }

  base(): AuditHead | undefined {
    return this.#db.get("SELECT id, hash, by, signature FROM audit_base") as AuditHead | undefined;
  }

  cut({ id, hash, by, signature }: AuditHead): void {
    this.#db.run("DELETE FROM audit WHERE id <= ?", id);
    this.#db.run("INSERT OR REPLACE INTO audit_base VALUES (1, ?, ?, ?, ?)", id, hash, by, signature);
  }

  add({ id, at, by, event, hash, signature }: AuditRow): void {
    this.#db.run("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?)", id, at, by, event, hash, signature);
  }

  *rows(from = 1): Generator<AuditRow> {
    for (let next = from; ;) {
      const page = this.#db.all(`SELECT * FROM audit WHERE id >= ? ORDER BY id LIMIT ${PAGE}`, next);
      yield* page as unknown as AuditRow[];
      if (page.length < PAGE) return;
      next = (page.at(-1)!["id"] as number) + 1;
    }
  }

  subject(tag: Uint8Array): SubjectRow | undefined {
    return this.#db.get("SELECT reference, key FROM audit_subject WHERE tag = ?", tag) as SubjectRow | undefined;
  }

  subjectKey(reference: Uint8Array): Uint8Array | undefined {
    return this.#db.get("SELECT key FROM audit_subject WHERE reference = ?", reference)?.["key"] as
      | Uint8Array
      | undefined;
  }

  addSubject(tag: Uint8Array, { reference, key }: SubjectRow): void {
    this.#db.run("INSERT INTO audit_subject VALUES (?, ?, ?)", tag, reference, key);
  }

  removeSubjects(tags: readonly Uint8Array[]): void {
    for (const tag of tags) this.#db.run("DELETE FROM audit_subject WHERE tag = ?", tag);
  }

  keepSubjects(references: ReadonlySet<string>): void {
    const remove = "DELETE FROM audit_subject WHERE lower(hex(reference)) NOT IN (SELECT value FROM json_each(?))";
    this.#db.run(remove, JSON.stringify([...references]));
  }
}
