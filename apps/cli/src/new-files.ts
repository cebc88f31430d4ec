import { mkdirSync, rmSync } from "node:fs";
import { dirname } from "node:path";

/** Files and folders that are being made and must all be there in the end, or none. */
export class NewFiles {
  readonly #made: string[] = [];

  /** Makes the folder of a file that is about to be written; the file itself must not exist yet. */
  claim(path: string): void {
    const top = mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    if (top !== undefined) this.#made.push(top);
    this.#made.push(path);
  }

  /** Removes all that was made, a database's companions included. */
  discard(): void {
    for (const path of this.#made.toReversed()) {
      for (const suffix of ["", "-wal", "-shm", "-journal"]) rmSync(path + suffix, { recursive: true, force: true });
    }
  }
}
