import { randomBytes } from "node:crypto";
import { existsSync, linkSync, rmSync, writeFileSync } from "node:fs";

import { KoppelError } from "../errors.ts";

/** Refuses a path where there is something already. @throws KoppelError FILE_EXISTS */
export function refuseExisting(path: string): void {
  if (existsSync(path)) throw taken(path);
}

/** Writes a new file that only this account may read: whole and on disk, or not at all. @throws KoppelError FILE_EXISTS, OUTPUT_UNWRITABLE */
export function writePrivate(path: string, text: string): void {
  const temporary = `${path}.${randomBytes(4).toString("hex")}.part`;
  try {
    writeFileSync(temporary, text, { flag: "wx", mode: 0o600, flush: true });
    // Unlike a rename, a link never takes the place of another file.
    linkSync(temporary, path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST") throw taken(path);
    const hint = "Check that the folder exists, has room, and may be written to.";
    throw new KoppelError("OUTPUT_UNWRITABLE", "the file cannot be written", { file: path, hint, cause });
  } finally {
    rmSync(temporary, { force: true });
  }
}

function taken(path: string): KoppelError {
  return new KoppelError("FILE_EXISTS", "there is already a file of that name", {
    file: path,
    hint: "Nothing is overwritten: choose another name, or remove it first.",
  });
}
