import type { Generation, Generations, SealedCount } from "./generations.ts";
import type { PartitionRow, SegmentRow } from "./link-store.ts";
import type { SqliteFile } from "./sqlite-file.ts";
import type { SqlitePartKeys } from "./sqlite-part-keys.ts";

/** SQL for the generation in force. */
export const IN_FORCE = "(SELECT CAST(value AS INTEGER) FROM setup WHERE key = 'generation')";

/** Where sealed contents are. */
const SEALED = ["segment", "partition", "record_keys"];

/** Rows deleted at once: sealed contents are large, and each transaction goes through the log. */
const PRUNED = 64;

/** The generations in a SQLite file. */
export class SqliteGenerations implements Generations {
  readonly #db: SqliteFile;
  readonly #partKeys: SqlitePartKeys;

  constructor(db: SqliteFile, partKeys: SqlitePartKeys) {
    this.#db = db;
    this.#partKeys = partKeys;
  }

  all(): Generation[] {
    const columns = "id, link_version AS linkVersion, seal_version AS sealVersion";
    return this.#db.all(`SELECT ${columns} FROM generation ORDER BY id`) as unknown as Generation[];
  }

  begin(linkVersion: number, sealVersion: number): Generation {
    const insert = "INSERT INTO generation (link_version, seal_version, begun) VALUES (?, ?, ?)";
    const { lastInsertRowid } = this.#db.run(insert, linkVersion, sealVersion, new Date().toISOString());
    return { id: Number(lastInsertRowid), linkVersion, sealVersion };
  }

  missing(generation: number): { partitions: number[]; deliveries: number[] } {
    const lacking = (table: string, key: string): number[] => {
      const select = `SELECT ${key} AS key FROM ${table} WHERE generation = ${IN_FORCE}
        AND ${key} NOT IN (SELECT ${key} FROM ${table} WHERE generation = ?) ORDER BY ${key}`;
      return this.#db.all(select, generation).map((row) => row["key"] as number);
    };
    return { partitions: lacking("partition", "partition"), deliveries: lacking("record_keys", "delivery") };
  }

  addPartition(generation: number, row: PartitionRow, segments: readonly SegmentRow[]): void {
    insertPartition(this.#db, generation, row);
    this.#db.run("DELETE FROM segment WHERE partition = ? AND generation = ?", row.partition, generation);
    for (const segment of segments) insertSegment(this.#db, generation, row.partition, segment);
  }

  addRecordKeys(generation: number, delivery: number, sealed: Uint8Array): void {
    this.#db.run("INSERT OR REPLACE INTO record_keys VALUES (?, ?, ?)", delivery, generation, sealed);
  }

  putInForce(generation: number): void {
    this.#db.run("UPDATE setup SET value = ? WHERE key = 'generation'", String(generation));
  }

  prune(kept: readonly number[]): boolean {
    const tookOut = this.#partKeys.prune(kept);
    const changes = SEALED.map((table) => {
      const some = `SELECT rowid FROM ${table} WHERE generation NOT IN (SELECT value FROM json_each(?)) LIMIT ${PRUNED}`;
      return Number(this.#db.run(`DELETE FROM ${table} WHERE rowid IN (${some})`, JSON.stringify(kept)).changes);
    });
    return tookOut || changes.some((count) => count > 0);
  }

  sizes(): ReadonlyMap<number, number> {
    const rows = "SELECT generation FROM partition UNION ALL SELECT generation FROM segment";
    const counts = this.#db.all(`SELECT generation, count(*) AS rows FROM (${rows}) GROUP BY generation`);
    return new Map(counts.map((row) => [row["generation"] as number, row["rows"] as number]));
  }

  sealed(): SealedCount[] {
    const counts = "SELECT generation, substr(sealed, 1, 4) AS version, count(*) AS keys FROM part_key GROUP BY 1, 2";
    return this.#db.all(counts).map(({ generation, version, keys }) => ({
      generation: generation as number,
      version: Buffer.from(version as Uint8Array).readUInt32LE(),
      keys: keys as number,
    }));
  }
}

/** Writes what linking made of a partition, over what was there. */
export function insertPartition(db: SqliteFile, generation: number, row: PartitionRow): void {
  const { partition, records, persons, localPatients, run, assignment, roster } = row;
  const insert = "INSERT OR REPLACE INTO partition VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
  db.run(insert, partition, generation, records, persons, localPatients, run, assignment, roster);
}

/** Writes a segment. */
export function insertSegment(db: SqliteFile, generation: number, partition: number, segment: SegmentRow): void {
  const { run, statements, evidence, records, texts } = segment;
  const insert = "INSERT INTO segment VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
  const { record_ids: ids, reversible_numbers: numbers } = texts;
  db.run(insert, partition, generation, run, statements, evidence, records, ids, numbers);
}
