import { randomBytes } from "node:crypto";
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

import { KoppelError } from "../errors.ts";
import { unwritable } from "./unwritable.ts";

/** What SQLite may leave beside a file. */
const COMPANIONS = ["", "-wal", "-shm", "-journal"];

/** Refuses a path where there is something already. @throws KoppelError FILE_EXISTS */
export function refuseExisting(path: string): void {
  if (existsSync(path)) throw taken(path);
}

/** Writes a new file that only this account may read: whole and on disk, or not at all. @throws KoppelError FILE_EXISTS, OUTPUT_UNWRITABLE */
export function writePrivate(path: string, text: string): void {
  const part = begin(path);
  try {
    writeFileSync(part, text);
    finish(part, path);
  } catch (error) {
    throw undone(part, path, error);
  }
}

/**
 * Makes a file that its owner alone may read, under a name that nothing had: whole and on disk, or not at all.
 *
 * @param fill writes the content to the path that it is given, where an empty file is
 * @throws KoppelError FILE_EXISTS, OUTPUT_UNWRITABLE, and what `fill` throws
 */
export async function makeNew<T>(path: string, fill: (part: string) => Promise<T>): Promise<T> {
  const part = begin(path);
  try {
    const result = await fill(part);
    finish(part, path);
    return result;
  } catch (error) {
    throw undone(part, path, error);
  }
}

/** Takes the name, and an empty file beside it to be filled. */
function begin(path: string): string {
  const part = `${path}.${randomBytes(4).toString("hex")}.part`;
  claim(path, path);
  try {
    claim(part, path);
  } catch (error) {
    throw undone(part, path, error);
  }
  return part;
}

function finish(part: string, path: string): void {
  sync(part);
  renameSync(part, path);
  sync(dirname(path));
}

function undone(part: string, path: string, error: unknown): unknown {
  for (const companion of COMPANIONS) rmSync(part + companion, { force: true });
  rmSync(path, { force: true });
  return unwritable(path, error);
}

/** Takes a name with an empty file, so that of two who want it one is refused. */
function claim(path: string, wanted: string): void {
  try {
    closeSync(openSync(path, "wx", 0o600));
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === "EEXIST" ? taken(wanted) : unwritable(wanted, error);
  }
}

function sync(path: string): void {
  const file = openSync(path, "r");
  fsyncSync(file);
  closeSync(file);
}

function taken(file: string): KoppelError {
  return new KoppelError("FILE_EXISTS", "there is already a file of that name", {
    file,
    hint: "Nothing is overwritten: choose another name, or move the file away.",
  });
}
