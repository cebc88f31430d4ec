import { createHash, type Hash } from "node:crypto";

import { filePieces } from "./file-pieces.ts";

/** Hashes a file, or the first bytes of it, with SHA-256; more can be added to the result. */
export async function hashFile(path: string, bytes = Infinity): Promise<Hash> {
  const hash = createHash("sha256");
  for await (const piece of filePieces(path, bytes)) hash.update(piece);
  return hash;
}
