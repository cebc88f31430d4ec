import { readFileSync } from "node:fs";

import type { KeyRing } from "@koppel/keyring";
import { z } from "zod";

import { isHead, type Signers } from "../audit/chain.ts";
import { headOf, headSchema } from "../audit/checkpoint.ts";
import { isSignedManifest, parseManifest, signedFields, signManifest } from "../files/signed-manifest.ts";
import { KoppelError } from "../errors.ts";

const manifestSchema = z.strictObject({
  format: z.literal("koppel-backup"),
  version: z.literal(1),
  table: z.uuid(),
  ring: z.uuid(),
  made: z.iso.datetime(),
  by: z.string(),
  /** Where the trail of the copy ends. */
  head: headSchema,
  bytes: z.int().positive(),
  ...signedFields,
});

/** What a copy of a link table is, signed by who made it (Ed25519, over all the other fields). */
export type BackupManifest = z.infer<typeof manifestSchema>;

/** Where the manifest of a backup is. */
export function backupManifestPath(backup: string): string {
  return `${backup}.manifest.json`;
}

/** The manifest of a copy, signed by who has opened the ring. */
export function backupManifest(
  ring: KeyRing,
  copy: Pick<BackupManifest, "table" | "made" | "head" | "bytes" | "sha256">,
): BackupManifest {
  const { table, made, head, bytes, sha256 } = copy;
  const by = ring.principal.name;
  const facts = { format: "koppel-backup", version: 1, table, ring: ring.id, made, by, head, bytes, sha256 } as const;
  return signManifest(facts, (bytes, context) => ring.sign(bytes, context));
}

/** Reads the manifest of a backup. @throws KoppelError MANIFEST_MISSING, BACKUP_ALTERED */
export function readBackupManifest(backup: string): BackupManifest {
  const path = backupManifestPath(backup);
  const manifest = parseManifest(textOf(path), manifestSchema);
  if (manifest !== undefined) return manifest;
  throw backupAltered(path, "this is not as a manifest of a backup is written");
}

/** Refuses a manifest that nobody of a ring has signed. @throws KoppelError BACKUP_ALTERED */
export function checkManifest(backup: string, manifest: BackupManifest, keys: Signers): void {
  const check = keys.get(manifest.by);
  if (check === undefined || !isSignedManifest(manifest, check))
    throw backupAltered(backupManifestPath(backup), "this is not signed by anybody whom the key ring knows");
  if (!isHead(headOf(manifest.head), keys))
    throw backupAltered(
      backupManifestPath(backup),
      "the end of the trail is not signed by anybody whom the key ring knows",
    );
}

/** A backup that is not what was made. */
export function backupAltered(file: string, message: string): KoppelError {
  return new KoppelError("BACKUP_ALTERED", message, {
    file,
    hint: "It was altered or damaged, or made by somebody who came later than this copy of the key ring: use another backup.",
  });
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new KoppelError("MANIFEST_MISSING", "the manifest of this backup cannot be read", {
      file: path,
      hint: "A backup of a link table is two files: keep them together.",
      cause,
    });
  }
}
