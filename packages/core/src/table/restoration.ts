import { copyFile, stat } from "node:fs/promises";
import { existsSync } from "node:fs";

import type { KeyRing } from "@koppel/keyring";

import { signersOf } from "../audit/chain.ts";
import { checkpointFault, type Checkpoint } from "../audit/checkpoint.ts";
import { backupAltered, checkManifest, readBackupManifest, type BackupManifest } from "../backup/manifest.ts";
import { KoppelError } from "../errors.ts";
import { hashFile } from "../files/file-hash.ts";
import { inputFile } from "../files/input-bytes.ts";
import { makeNew } from "../files/new-file.ts";
import { SqliteStore } from "../store/sqlite-store.ts";
import { WorkerPool } from "../workers/pool.ts";
import { OpenTable, ringMismatch } from "./open-table.ts";
import { eventHashes } from "./trail-verification.ts";

/** What to put back where. */
export interface RestoreOptions {
  /** A backup of a table; its manifest lies beside it. */
  readonly from: string;
  /** Where the table is to be: nothing may be there. */
  readonly path: string;
  /** The key ring of the table. */
  readonly ring: KeyRing;
  /** Where the trail was known to be once. */
  readonly checkpoint?: Checkpoint | undefined;
}

/** A table that was put back. */
export interface Restoration {
  readonly backup: BackupManifest;
  /** What does not hold between the trail that came back and the checkpoint; null where all does, or none was given. */
  readonly fault: string | null;
}

/**
 * Puts a backup of a table in place: checked whole, and told in its own trail as the first new event.
 *
 * @throws KoppelError MANIFEST_MISSING, BACKUP_ALTERED, RING_MISMATCH, RING_OLDER, FILE_EXISTS, FILE_UNREADABLE, OUTPUT_UNWRITABLE;
 * KeyringError NOT_GRANTED; nothing is left then
 */
export async function restoreTable({ from, path, ring, checkpoint }: RestoreOptions): Promise<Restoration> {
  const backup = readBackupManifest(from);
  if (backup.ring !== ring.id) throw ringMismatch(from, backup.ring);
  checkManifest(from, backup, signersOf(ring.principals()));
  await inputFile(from);
  refuseLogs(path);
  return makeNew(path, async (part) => {
    await copyFile(from, part);
    if ((await stat(part)).size !== backup.bytes || (await hashFile(part)).digest("hex") !== backup.sha256)
      throw backupAltered(from, "this is not the copy that its manifest tells of: SHA-256 or length differ");
    return { backup, fault: welcome(part, ring, backup, checkpoint) };
  });
}

/** Opens the table that came back, compares it with the checkpoint, and then writes its first new event. */
function welcome(
  part: string,
  ring: KeyRing,
  { made, head }: BackupManifest,
  checkpoint: Checkpoint | undefined,
): string | null {
  const store = SqliteStore.open(part);
  try {
    const table = new OpenTable(store, ring, new WorkerPool(1));
    const keys = signersOf(ring.principals());
    const fault =
      checkpoint && checkpointFault(checkpoint, table.setup.table, eventHashes(store), keys, store.audit.base());
    table.trail.note({ action: "restore.table", detail: { made, event: head.id, behind: fault !== undefined } });
    return fault ?? null;
  } finally {
    store.close();
  }
}

/** A log that was left of another table would be taken for this one's. @throws KoppelError FILE_EXISTS */
function refuseLogs(path: string): void {
  const left = ["-wal", "-shm", "-journal"].map((suffix) => path + suffix).find((file) => existsSync(file));
  if (left === undefined) return;
  throw new KoppelError("FILE_EXISTS", "this is left of another link table", {
    file: left,
    hint: "Move it away together with the table that it was of, or choose another name.",
  });
}
