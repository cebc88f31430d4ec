import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, openSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";

import { KoppelError } from "../errors.ts";

/** What SQLite may leave beside a file. */
const COMPANIONS = ["", "-wal", "-shm", "-journal"];

/**
 * Makes a file that its owner alone may read, under a name that nothing had: whole and on disk, or not at all.
 *
 * @param fill writes the content to the path that it is given, where an empty file is
 * @throws KoppelError FILE_EXISTS, OUTPUT_UNWRITABLE, and what `fill` throws
 */
export async function makeNew<T>(path: string, fill: (part: string) => Promise<T>): Promise<T> {
  const part = `${path}.${randomBytes(4).toString("hex")}.part`;
  claim(path, path);
  try {
    claim(part, path);
    const result = await fill(part);
    sync(part);
    renameSync(part, path);
    sync(dirname(path));
    return result;
  } catch (error) {
    for (const companion of COMPANIONS) rmSync(part + companion, { force: true });
    rmSync(path, { force: true });
    throw isSystemError(error) ? unwritable(path, error) : error;
  }
}

/** Takes a name with an empty file, so that of two who want it one is refused. */
function claim(path: string, wanted: string): void {
  try {
    closeSync(openSync(path, "wx", 0o600));
  } catch (error) {
    if (!isSystemError(error)) throw error;
    if (error.code !== "EEXIST") throw unwritable(wanted, error);
    throw new KoppelError("FILE_EXISTS", "there is already a file of that name", {
      file: wanted,
      hint: "Nothing is overwritten: choose another name, or move the file away.",
    });
  }
}

function sync(path: string): void {
  const file = openSync(path, "r");
  fsyncSync(file);
  closeSync(file);
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error;
}

function unwritable(file: string, cause: unknown): KoppelError {
  const hint = "Check that the folder exists, has room, and may be written to.";
  return new KoppelError("OUTPUT_UNWRITABLE", "the file cannot be written", { file, hint, cause });
}
