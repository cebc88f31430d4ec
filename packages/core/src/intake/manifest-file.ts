import { existsSync, readFileSync } from "node:fs";

import { manifestSchema, type Manifest } from "@koppel/pseudonym";

import { KoppelError } from "../errors.ts";
import { manifestPath } from "../files/manifest-path.ts";

/** The manifest beside a delivery. @throws KoppelError MANIFEST_MISSING, MANIFEST_INVALID */
export function readManifest(path: string): Manifest {
  const file = manifestPath(path);
  if (!existsSync(file))
    throw new KoppelError("MANIFEST_MISSING", `there is no manifest beside it (${file})`, {
      file: path,
      hint: "Values without a label are not taken: `koppel pseudonymise` writes the manifest, deliver both files.",
    });
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    // The parser's message quotes the text, so it is not passed on.
    throw new KoppelError("MANIFEST_INVALID", "this is no JSON", { file });
  }
  const parsed = manifestSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new KoppelError("MANIFEST_INVALID", `${issue.path.join(".") || "manifest"}: ${issue.message}`, { file });
}

/**
 * Checks that a file holds records, and is the one that its manifest, if there is one, describes.
 *
 * @param sha256 of the file, hex; @throws KoppelError EMPTY_FILE, RECORD_COUNT, HASH_MISMATCH
 */
export function checkManifest(file: string, manifest: Manifest | undefined, sha256: string, records: number): void {
  if (records === 0) throw new KoppelError("EMPTY_FILE", "there is a header and no record", { file, line: 1 });
  if (manifest === undefined) return;
  if (manifest.records !== records)
    throw new KoppelError("RECORD_COUNT", `${records} records, but the manifest says ${manifest.records}`, {
      file,
      line: 1,
      hint: "Copy the file and its manifest again from where they were made.",
    });
  if (manifest.sha256 !== sha256)
    throw new KoppelError("HASH_MISMATCH", "the file is not the one that its manifest describes (SHA-256)", {
      file,
      line: 1,
      hint: "Copy the file and its manifest again from where they were made.",
    });
}
