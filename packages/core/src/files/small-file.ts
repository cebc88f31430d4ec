import { readFileSync } from "node:fs";

import { KoppelError } from "../errors.ts";

/** The bytes of a file that fits in memory many times. @throws KoppelError FILE_UNREADABLE */
export function smallFile(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    const hint = "Check the path and whether you may read it.";
    throw new KoppelError("FILE_UNREADABLE", "the file cannot be read", { file: path, hint, cause });
  }
}
