import type { PartitionRow, SegmentPart, SegmentSource } from "./link-store.ts";
import { SqliteFile } from "./sqlite-file.ts";
import { IN_FORCE } from "./sqlite-generations.ts";
import { SqlitePartKeys } from "./sqlite-part-keys.ts";

/** SQL for what linking made of a partition, in numbers. */
export const COUNTS = "partition, records, persons, local_patients AS localPatients, run";

/** The sealed contents of partitions in a SQLite file. */
export class SqliteSegments implements SegmentSource {
  /** Path of the file. */
  readonly location: string;
  readonly partKeys: SqlitePartKeys;
  protected readonly db: SqliteFile;

  protected constructor(location: string, db: SqliteFile) {
    this.location = location;
    this.partKeys = new SqlitePartKeys(db);
    this.db = db;
  }

  /** Opens a file. @throws KoppelError TABLE_NOT_FOUND, NOT_A_TABLE, TABLE_VERSION */
  static open(path: string): SqliteSegments {
    return new SqliteSegments(path, SqliteFile.open(path, true));
  }

  close(): void {
    this.db.close();
  }

  snapshot<T>(work: () => T): T {
    this.db.exec("BEGIN");
    try {
      return work();
    } finally {
      this.db.exec("ROLLBACK");
    }
  }

  segmentRuns(partition: number): number[] {
    const select = `SELECT run FROM segment WHERE partition = ? AND generation = ${IN_FORCE} ORDER BY run`;
    return this.db.all(select, partition).map((row) => row["run"] as number);
  }

  segmentStatements(partition: number, run: number): number {
    return this.#segment("statements", partition, run) as number;
  }

  segmentPart(partition: number, run: number, part: SegmentPart): Uint8Array {
    return this.#segment(part, partition, run) as Uint8Array;
  }

  partition(partition: number): PartitionRow | undefined {
    const select = `SELECT ${COUNTS}, assignment, roster FROM partition WHERE partition = ? AND generation = ${IN_FORCE}`;
    return this.db.get(select, partition) as PartitionRow | undefined;
  }

  #segment(column: string, partition: number, run: number): unknown {
    const select = `SELECT ${column} AS part FROM segment WHERE partition = ? AND generation = ${IN_FORCE} AND run = ?`;
    return this.db.get(select, partition, run)!["part"];
  }
}
