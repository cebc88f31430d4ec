import type { PartKeyRow } from "./part-key.ts";
import type { PartKeyStore } from "./part-key-store.ts";
import type { SqliteFile } from "./sqlite-file.ts";
import { IN_FORCE } from "./sqlite-generations.ts";

/** Part keys in SQLite. */
export class SqlitePartKeys implements PartKeyStore {
  readonly #db: SqliteFile;
  #tookOut = false;

  constructor(db: SqliteFile) {
    this.#db = db;
  }

  of(part: string): Uint8Array | undefined {
    const select = `SELECT sealed FROM part_key WHERE part = ? AND generation = ${IN_FORCE}`;
    return this.#db.get(select, part)?.["sealed"] as Uint8Array | undefined;
  }

  set(keys: readonly PartKeyRow[]): void {
    const fresh = keys.filter(({ part, sealed }) => Buffer.compare(this.of(part) ?? NOTHING, sealed) !== 0);
    this.#takeOut(`part IN ${EACH}`, namesOf(fresh));
    this.#insert(this.#db.get(`SELECT ${IN_FORCE} AS id`)!["id"] as number, fresh);
  }

  add(generation: number, keys: readonly PartKeyRow[]): void {
    this.#takeOut(`generation = ? AND part IN ${EACH}`, generation, namesOf(keys));
    this.#insert(generation, keys);
  }

  /** Takes out the keys of all generations but these; false where there were none. */
  prune(kept: readonly number[]): boolean {
    return this.#takeOut(`generation NOT IN ${EACH}`, JSON.stringify(kept));
  }

  /** Whether keys were taken out since this was last asked. */
  tookOut(): boolean {
    const tookOut = this.#tookOut;
    this.#tookOut = false;
    return tookOut;
  }

  /**
   * Writes the rows that stay anew: where SQLite moves rows between pages it leaves copies of them in the gaps, which `secure_delete` does not
   * reach. It does wipe the pages of a table that is emptied.
   */
  #takeOut(where: string, ...values: (string | number)[]): boolean {
    if (this.#db.get(`SELECT 1 FROM part_key WHERE ${where} LIMIT 1`, ...values) === undefined) return false;
    const kept = this.#db.all(`SELECT * FROM part_key WHERE NOT (${where})`, ...values);
    this.#db.run("DELETE FROM part_key");
    for (const { part, generation, sealed } of kept)
      this.#insert(generation as number, [{ part: part as string, sealed: sealed as Uint8Array }]);
    this.#tookOut = true;
    return true;
  }

  #insert(generation: number, keys: readonly PartKeyRow[]): void {
    for (const { part, sealed } of keys)
      this.#db.run("INSERT INTO part_key VALUES (?, ?, ?)", part, generation, sealed);
  }
}

const EACH = "(SELECT value FROM json_each(?))";
const NOTHING = new Uint8Array(0);

function namesOf(keys: readonly PartKeyRow[]): string {
  return JSON.stringify(keys.map(({ part }) => part));
}
