import { createHash } from "node:crypto";
import { existsSync } from "node:fs";

import { signatureCheck } from "@koppel/keyring";
import type { z } from "zod";

import { KoppelError } from "../errors.ts";
import { csvText } from "../files/csv-text.ts";
import { writeLabelled } from "../files/labelled-file.ts";
import { manifestPath } from "../files/manifest-path.ts";
import { refuseExisting } from "../files/new-file.ts";
import {
  isSignedManifest,
  manifestText,
  signingWith,
  signManifest,
  type SignedManifest,
} from "../files/signed-manifest.ts";
import { smallFile } from "../files/small-file.ts";

/** A signed file as it was read; who signed it is still to be checked. */
export interface SignedFile<M> {
  readonly path: string;
  readonly manifest: M;
  readonly bytes: Buffer;
}

/**
 * Writes rows as CSV beside a manifest that is signed: both or neither, and over nothing.
 *
 * @param label what the manifest says beside hash and signature; @param seed the private key, 32 bytes
 * @throws KoppelError FILE_EXISTS, OUTPUT_UNWRITABLE
 */
export async function writeSigned<L extends { readonly format: string }>(
  path: string,
  rows: readonly (readonly string[])[],
  label: L,
  seed: Uint8Array,
): Promise<L & SignedManifest> {
  for (const file of [path, manifestPath(path)]) refuseExisting(file);
  return writeLabelled(path, [csvText(rows)], (sha256) => {
    return signManifest({ ...label, sha256 }, signingWith(seed));
  });
}

/**
 * Reads a signed file with its manifest, which must be written as {@link writeSigned} writes it, byte by byte.
 *
 * @throws KoppelError FILE_UNREADABLE, MANIFEST_MISSING, MANIFEST_INVALID, FILE_ALTERED
 */
export function readSigned<M extends SignedManifest>(path: string, schema: z.ZodType<M>): SignedFile<M> {
  const bytes = smallFile(path);
  const file = manifestPath(path);
  if (!existsSync(file))
    throw new KoppelError("MANIFEST_MISSING", `there is no manifest beside it (${file})`, {
      file: path,
      hint: "What is sent is two files: ask for both.",
    });
  const text = smallFile(file).toString();
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // The parser's message quotes the text, so it is not passed on.
    throw new KoppelError("MANIFEST_INVALID", "this is no JSON", { file });
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new KoppelError("MANIFEST_INVALID", `${issue.path.join(".") || "manifest"} is not as it should be`, { file });
  }
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  if (manifestText(json as object) !== text || sha256 !== parsed.data.sha256) throw altered(path);
  // As it stands in the file: the order of fields is part of what was signed.
  return { path, manifest: json as M, bytes };
}

/** Refuses a signed file that none of these keys signed. @param keys 64 hex digits each; @throws KoppelError FILE_ALTERED */
export function checkSigned({ path, manifest }: SignedFile<SignedManifest>, keys: readonly string[]): void {
  if (!keys.some((key) => isSignedManifest(manifest, signatureCheck(Buffer.from(key, "hex"))))) throw altered(path);
}

function altered(file: string): KoppelError {
  return new KoppelError("FILE_ALTERED", "the file or its manifest is not what was signed", {
    file,
    hint: "Copy both files again from where they were made; if that does not help, ask the sender.",
  });
}
