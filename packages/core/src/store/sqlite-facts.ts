import { createHash } from "node:crypto";

import { FACTS, type Facts } from "./facts.ts";
import { IN_FORCE } from "./sqlite-generations.ts";
import type { SqliteFile } from "./sqlite-file.ts";

/** Where the facts of each kind are: tables, with what of them counts. */
const ROWS: Readonly<Record<keyof Facts, Readonly<Record<string, string>>>> = {
  setup: { setup: "true", generation: `id = ${IN_FORCE}` },
  settings: { setting: "true" },
  registries: { registry: "true" },
  providers: { provider: "true" },
  models: { model: "true" },
  runs: { run: "true" },
  deliveries: { delivery: "true" },
  decisions: { decision: "true", decision_patient: "true" },
  enquiries: { enquiry: "true", question: "true", question_patient: "true", answer_file: "true" },
  objections: {
    objection: "true",
    tombstone: "true",
    objection_patient: "true",
    sqlite_sequence: "name = 'objection'",
  },
  requests: { request: "true", request_subject: "true", request_patient: "true", sqlite_sequence: "name = 'request'" },
  carryings: { carrying: "true" },
  reports: { kept_report: "true" },
};

/** The facts in a SQLite file: whole rows, with whatever columns they have. */
export class SqliteFacts {
  readonly #db: SqliteFile;
  /** SQL that reads a table, by table and what of it counts. */
  readonly #selects = new Map<string, string>();

  constructor(db: SqliteFile) {
    this.#db = db;
  }

  /** O(rows), about 2 microseconds each. */
  digests(): Facts {
    return Object.fromEntries(FACTS.map((kind) => [kind, this.#digest(ROWS[kind])])) as Record<keyof Facts, string>;
  }

  #digest(tables: Readonly<Record<string, string>>): string {
    const hash = createHash("sha256");
    for (const [table, where] of Object.entries(tables))
      hash.update(`${table}${JSON.stringify(this.#db.arrays(this.#select(table, where)))}\n`);
    return hash.digest("hex").slice(0, 32);
  }

  #select(table: string, where: string): string {
    const known = this.#selects.get(`${table} ${where}`);
    if (known !== undefined) return known;
    const columns = this.#db.all(`SELECT name, type, pk FROM pragma_table_info('${table}') ORDER BY cid`);
    const row = columns.map(({ name, type }) => (type === "BLOB" ? `hex("${String(name)}")` : `"${String(name)}"`));
    const named = columns.filter(({ pk }) => pk !== 0).map(({ name }) => `"${String(name)}"`);
    const key = named.length > 0 ? named : ["rowid"];
    const select = `SELECT ${row.join(", ")} FROM ${table} WHERE ${where} ORDER BY ${key.join(", ")}`;
    this.#selects.set(`${table} ${where}`, select);
    return select;
  }
}
