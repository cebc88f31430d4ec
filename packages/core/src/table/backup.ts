import { stat, writeFile } from "node:fs/promises";

import { headText } from "../audit/checkpoint.ts";
import { backupManifest, backupManifestPath, type BackupManifest } from "../backup/manifest.ts";
import { hashFile } from "../files/file-hash.ts";
import { manifestText } from "../files/signed-manifest.ts";
import { makeNew } from "../files/new-file.ts";
import type { OpenTable } from "./open-table.ts";

/**
 * Writes one state of a table to a file, with a manifest of it beside that: others may write meanwhile. The trail tells of it afterwards,
 * so the copy itself does not.
 *
 * @throws KoppelError FILE_EXISTS, OUTPUT_UNWRITABLE; KeyringError NOT_GRANTED; nothing is left then
 */
export async function backupTable({ store, ring, trail, setup }: OpenTable, path: string): Promise<BackupManifest> {
  return makeNew(path, async (part) => {
    const made = new Date().toISOString();
    const head = headText(await store.copyTo(part));
    const { size: bytes } = await stat(part);
    const sha256 = (await hashFile(part)).digest("hex");
    const manifest = backupManifest(ring, { table: setup.table, made, head, bytes, sha256 });
    return makeNew(backupManifestPath(path), async (beside) => {
      await writeFile(beside, manifestText(manifest));
      trail.note({ action: "backup.table", detail: { event: head.id, bytes, sha256 } });
      return manifest;
    });
  });
}
