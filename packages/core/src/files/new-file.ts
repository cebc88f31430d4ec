import { randomBytes } from "node:crypto";
import { existsSync, renameSync, rmSync, writeFileSync } from "node:fs";

import { KoppelError } from "../errors.ts";

/** Refuses a path where there is something already. @throws KoppelError FILE_EXISTS */
export function refuseExisting(path: string): void {
  if (!existsSync(path)) return;
  throw new KoppelError("FILE_EXISTS", "there is already a file of that name", {
    file: path,
    hint: "Nothing is overwritten: choose another name, or remove it first.",
  });
}

/** Writes a new file that only this account may read: whole and on disk, or not at all. @throws KoppelError FILE_EXISTS, OUTPUT_UNWRITABLE */
export function writePrivate(path: string, text: string): void {
  refuseExisting(path);
  const temporary = `${path}.${randomBytes(4).toString("hex")}.part`;
  try {
    writeFileSync(temporary, text, { flag: "wx", mode: 0o600, flush: true });
    renameSync(temporary, path);
  } catch (cause) {
    const hint = "Check that the folder exists, has room, and may be written to.";
    throw new KoppelError("OUTPUT_UNWRITABLE", "the file cannot be written", { file: path, hint, cause });
  } finally {
    rmSync(temporary, { force: true });
  }
}
