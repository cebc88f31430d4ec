import { KoppelError } from "../errors.ts";

/** By SQLite's primary result code: what it means for a link table, and what to do. */
const FAULTS: Readonly<Record<number, readonly [code: string, message: string, hint: string]>> = {
  5: ["TABLE_BUSY", "another process is writing to the link table", "Wait until it is done."],
  8: [
    "TABLE_UNWRITABLE",
    "the link table cannot be written",
    "Check the rights of this account on the file and its folder.",
  ],
  10: ["TABLE_UNREADABLE", "the disk does not give or take the link table", "Check the disk and its space."],
  11: ["TABLE_DAMAGED", "the link table is damaged", "Restore it from its backup."],
  13: ["DISK_FULL", "the disk is full", "Make room; nothing of this run was kept."],
  14: [
    "TABLE_UNWRITABLE",
    "the link table cannot be opened for writing",
    "Its folder must be writable, also for reading: SQLite keeps its log beside the file.",
  ],
  26: [
    "NOT_A_TABLE",
    "this is no link table, or it is damaged",
    "Check the path, or restore the table from its backup.",
  ],
};

/** A fault of SQLite in Koppel's words; what is no fault of SQLite stays as it is. @param nested whether a transaction was open */
export function faultOf(cause: unknown, file: string, nested: boolean): unknown {
  const { errcode, code: name } = cause as { errcode?: number; code?: string };
  if (cause instanceof KoppelError || (errcode === undefined && name !== "ERR_SQLITE_ERROR")) return cause;
  // The low byte is the primary code, the rest says more.
  const busy = nested && (errcode === 1 || errcode === 6);
  const [code, message, hint] = FAULTS[busy ? 5 : (errcode ?? 0) & 0xff] ?? [
    "TABLE_FAULT",
    "SQLite cannot do this",
    "Set KOPPEL_DEBUG=1 to see why.",
  ];
  return new KoppelError(code, message, { file, cause, hint });
}
