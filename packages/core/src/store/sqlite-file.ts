import { existsSync, rmSync } from "node:fs";
import { backup, DatabaseSync, type StatementSync } from "node:sqlite";

import { KoppelError } from "../errors.ts";
import { APPLICATION_ID, SCHEMA, SCHEMA_VERSION } from "./schema.ts";
import { faultOf } from "./sqlite-fault.ts";

type Row = Record<string, unknown>;
type Value = string | number | null | Uint8Array;

/** Pages copied in one step: in several, a copy begins again whenever somebody writes, and may never end. */
const ALL_PAGES = 2 ** 31 - 1;

/**
 * Makes a new file of a link table (WAL) with these facts in `setup`, and what `fill` adds.
 *
 * @throws KoppelError TABLE_EXISTS, TABLE_UNWRITABLE
 */
export function createFile(
  path: string,
  facts: Readonly<Record<string, unknown>>,
  fill: (db: SqliteFile) => void,
): void {
  if (existsSync(path))
    throw new KoppelError("TABLE_EXISTS", "there is a file of that name already", {
      file: path,
      hint: "Choose another path with --table, or move the file away.",
    });
  const db = new DatabaseSync(path);
  try {
    // Sealed columns are large; big pages write them four times as fast as SQLite's default.
    db.exec("PRAGMA page_size = 65536; PRAGMA journal_mode = WAL;");
    db.exec(`BEGIN; ${SCHEMA} PRAGMA user_version = ${SCHEMA_VERSION}; PRAGMA application_id = ${APPLICATION_ID};`);
    const file = new SqliteFile(path, db);
    for (const [key, value] of Object.entries(facts))
      file.run("INSERT INTO setup (key, value) VALUES (?, ?)", key, String(value));
    fill(file);
    db.exec("COMMIT");
  } catch (cause) {
    db.close();
    for (const suffix of ["", "-wal", "-shm"]) rmSync(path + suffix, { force: true });
    throw new KoppelError("TABLE_UNWRITABLE", "the link table cannot be made here", { file: path, cause });
  }
  db.close();
}

/** An open file of a link table: SQL in, rows out, faults in Koppel's words. */
export class SqliteFile {
  readonly #path: string;
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(path: string, db: DatabaseSync) {
    this.#path = path;
    this.#db = db;
  }

  /** @throws KoppelError TABLE_NOT_FOUND, NOT_A_TABLE, TABLE_VERSION */
  static open(path: string, readOnly: boolean): SqliteFile {
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
      // What is deleted is overwritten: else it would stay in the file until its page is used again.
      db.exec(
        `PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -32000; PRAGMA wal_autocheckpoint = 0;
         PRAGMA secure_delete = ON;`,
      );
      return new SqliteFile(path, db);
    } catch (cause) {
      db?.close();
      if (cause instanceof KoppelError) throw cause;
      throw faultOf(cause, path, false);
    }
  }

  close(): void {
    this.#db.close();
  }

  get inTransaction(): boolean {
    return this.#db.isTransaction;
  }

  exec(sql: string): void {
    this.#guard(() => this.#db.exec(sql));
  }

  /** Copies one state of the file, page for page, in a thread. @throws KoppelError for what SQLite cannot do there */
  async copyTo(path: string): Promise<void> {
    try {
      await backup(this.#db, path, { rate: ALL_PAGES });
    } catch (cause) {
      throw faultOf(cause, path, false);
    }
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
      throw faultOf(cause, this.#path, this.#db.isOpen && this.#db.isTransaction);
    }
  }

  all(sql: string, ...values: Value[]): Row[] {
    return this.#guard(() => this.#prepare(sql).all(...values));
  }

  /** Rows as arrays of their columns, where there are many. */
  arrays(sql: string): unknown[][] {
    return this.#guard(() => {
      const statement = this.#db.prepare(sql);
      statement.setReturnArrays(true);
      return statement.all() as unknown as unknown[][];
    });
  }

  get(sql: string, ...values: Value[]): Row | undefined {
    return this.#guard(() => this.#prepare(sql).get(...values));
  }

  run(sql: string, ...values: Value[]): { changes: number | bigint; lastInsertRowid: number | bigint } {
    return this.#guard(() => this.#prepare(sql).run(...values));
  }
}
