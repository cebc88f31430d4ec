import { randomBytes } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

import { unwritable } from "./unwritable.ts";

/** Writes a file that its owner alone may read, under its name only when it is whole and on disk. @throws KoppelError OUTPUT_UNWRITABLE */
export async function writeWhole(path: string, text: Iterable<string>): Promise<void> {
  const part = `${path}.${randomBytes(4).toString("hex")}.part`;
  try {
    await pipeline(Readable.from(text), createWriteStream(part, { flags: "wx", mode: 0o600, flush: true }));
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw unwritable(path, error);
  }
}
