import { randomBytes } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

import { KoppelError } from "../errors.ts";

/** Writes a file that its owner alone may read, under its name only when it is whole and on disk. @throws KoppelError OUTPUT_UNWRITABLE */
export async function writeWhole(path: string, text: Iterable<string>): Promise<void> {
  const part = `${path}.${randomBytes(4).toString("hex")}.part`;
  try {
    await pipeline(Readable.from(text), createWriteStream(part, { flags: "wx", mode: 0o600, flush: true }));
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    if (!(error instanceof Error && "syscall" in error)) throw error;
    const hint = "Check that the folder exists, has room, and may be written to.";
    throw new KoppelError("OUTPUT_UNWRITABLE", "the file cannot be written", { file: path, hint, cause: error });
  }
}
