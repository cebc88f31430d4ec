import { createHash, type Hash } from "node:crypto";

import type { PersonEvent } from "../linking/persons.ts";
import type { BridgeEvent, PersonEventRow } from "./link-store.ts";
import type { SqliteFile } from "./sqlite-file.ts";

/** Rows read at once. */
const PAGE = 10_000;

/** What runs did to persons: rows that are added and never changed; each run keeps a digest of its own. */
export class SqliteHistory {
  readonly #db: SqliteFile;
  #added: Hash = createHash("sha256");

  constructor(db: SqliteFile) {
    this.#db = db;
  }

  /** Forgets what was added and not kept. */
  begin(): void {
    this.#added = createHash("sha256");
  }

  add(run: number, { kind, person, other }: PersonEvent | BridgeEvent): void {
    this.#db.run("INSERT INTO person_event (run, kind, person, other) VALUES (?, ?, ?, ?)", run, kind, person, other);
    this.#added.update(textOf({ kind, person, other }));
  }

  /** Digest of what was added since `begin`, 32 hex digits. */
  digest(): string {
    return shown(this.#added);
  }

  of(persons: readonly number[]): PersonEventRow[] {
    return this.#db.all(
      `SELECT run, kind, person, other FROM person_event
       WHERE person IN (SELECT value FROM json_each(?1)) OR other IN (SELECT value FROM json_each(?1)) ORDER BY id`,
      JSON.stringify(persons),
    ) as unknown as PersonEventRow[];
  }

  /** Runs whose rows do not give the digest that they keep. O(all rows). */
  altered(): number[] {
    const found = new Map<number, Hash>();
    for (const { run, ...event } of this.#rows()) {
      const hash = found.get(run) ?? createHash("sha256");
      found.set(run, hash.update(textOf(event)));
    }
    const kept = this.#db.all("SELECT id, history FROM run ORDER BY id") as { id: number; history: string }[];
    const known = new Set(kept.map(({ id }) => id));
    const wrong = kept.filter(({ id, history }) => shown(found.get(id) ?? createHash("sha256")) !== history);
    return [...wrong.map(({ id }) => id), ...[...found.keys()].filter((run) => !known.has(run))];
  }

  *#rows(): Generator<PersonEventRow> {
    for (let after = 0; ;) {
      const select = `SELECT id, run, kind, person, other FROM person_event WHERE id > ? ORDER BY id LIMIT ${PAGE}`;
      const page = this.#db.all(select, after) as unknown as (PersonEventRow & { readonly id: number })[];
      yield* page;
      if (page.length < PAGE) return;
      after = page.at(-1)!.id;
    }
  }
}

function textOf({ kind, person, other }: PersonEvent | BridgeEvent): string {
  return `${kind} ${person} ${other}\n`;
}

function shown(hash: Hash): string {
  return hash.copy().digest("hex").slice(0, 32);
}
