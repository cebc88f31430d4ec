import { closeSync, openSync, renameSync, rmSync, writeSync } from "node:fs";

/** A file that takes its name only when it is complete. */
export class OutputFile {
  readonly path: string;
  readonly #handle: number;
  #open = true;

  constructor(path: string) {
    this.path = path;
    this.#handle = openSync(`${path}.part`, "w");
  }

  write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) at += writeSync(this.#handle, bytes, at);
  }

  /** Closes the file under its own name. */
  finish(): void {
    closeSync(this.#handle);
    this.#open = false;
    renameSync(`${this.path}.part`, this.path);
  }

  /** Removes what was written, unless the file is finished. */
  discard(): void {
    if (!this.#open) return;
    closeSync(this.#handle);
    this.#open = false;
    rmSync(`${this.path}.part`, { force: true });
  }
}
