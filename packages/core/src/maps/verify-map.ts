import { existsSync, readFileSync } from "node:fs";

import { signatureCheck } from "@koppel/keyring";

import { KoppelError } from "../errors.ts";
import { hashFile } from "../files/file-hash.ts";
import { mapManifestPath } from "../files/manifest-path.ts";
import { isSignedManifest, parseManifest } from "../files/signed-manifest.ts";
import { mapManifestSchema, type MapManifest } from "./map-manifest.ts";

/**
 * Checks that a map is, to the byte, the one that the holder of a private key signed; returns its label. Nothing but the two files is needed.
 *
 * @param publicKey 32 bytes, come by another way than the map
 * @throws KoppelError FILE_UNREADABLE, MANIFEST_MISSING, BAD_SIGNATURE, HASH_MISMATCH; KeyringError KEY_LENGTH
 */
export async function verifyMap(path: string, publicKey: Uint8Array): Promise<MapManifest> {
  const label = mapManifestPath(path);
  if (!existsSync(path)) throw new KoppelError("FILE_UNREADABLE", "there is no such file", { file: path });
  if (!existsSync(label))
    throw new KoppelError("MANIFEST_MISSING", `there is no manifest beside it (${label})`, {
      file: path,
      hint: "A map is two files; ask for both.",
    });
  const manifest = parseManifest(readFileSync(label, "utf8"), mapManifestSchema);
  if (manifest === undefined || !isSignedManifest(manifest, signatureCheck(publicKey)))
    throw new KoppelError("BAD_SIGNATURE", "this is not what the holder of the key signed", {
      file: label,
      hint: "It was altered, or signed with another key: do not use the map, and ask whoever made it.",
    });
  if ((await hashFile(path)).digest("hex") === manifest.sha256) return manifest;
  throw new KoppelError("HASH_MISMATCH", "the file is not the one that its signed manifest describes (SHA-256)", {
    file: path,
    hint: "It was altered, or copied badly: do not use it, and copy both files again.",
  });
}
