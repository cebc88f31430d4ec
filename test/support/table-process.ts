import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";

import type { RecordName } from "../../packages/core/src/table/results.ts";
import type { TableMaker } from "./tables.ts";

/** What a process is to do to its table: erase records, or else re-key it. */
export interface Work {
  readonly erase?: readonly RecordName[];
}

const PROGRAM = join(import.meta.dirname, "table-program.ts");
/** Milliseconds in which anything should have happened. */
const PATIENCE = 60_000;

/** A process that works on a table once it is told to, and can be killed in the midst of it. */
export class TableProcess {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(maker: TableMaker, table: string, ring: string = maker.ringPath) {
    const args = ["-C", "dev", PROGRAM, table, ring, maker.secret.keyFile];
    // A process starts thrice as fast where another left what it compiled.
    const env = { ...process.env, NODE_COMPILE_CACHE: join(maker.folder, "compiled") };
    this.#child = spawn(process.execPath, args, { env, stdio: ["pipe", "pipe", "inherit"] });
    this.#lines = createInterface(this.#child.stdout!)[Symbol.asyncIterator]();
  }

  /** Lets it work for so many milliseconds at most, then kills it; whether it had come to its end before. */
  async run(work: Work, milliseconds: number): Promise<boolean> {
    await this.#begin(work);
    const done = await this.#speaks(milliseconds);
    await this.kill();
    return done;
  }

  /** Lets it work and end in peace, so that it leaves what it compiled; milliseconds of work. */
  async time(work: Work): Promise<number> {
    await this.#begin(work);
    const start = performance.now();
    await this.#speaks(PATIENCE);
    const took = performance.now() - start;
    this.#child.stdin!.end();
    await once(this.#child, "exit");
    return took;
  }

  async kill(): Promise<void> {
    const exit = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await exit;
  }

  async #begin(work: Work): Promise<void> {
    if (!(await this.#speaks(PATIENCE))) throw new Error("the process did not start");
    this.#child.stdin!.write(`${JSON.stringify(work)}\n`);
  }

  /** Whether it says its next word in so many milliseconds. */
  #speaks(milliseconds: number): Promise<boolean> {
    const word = this.#lines.next().then(({ done }) => {
      if (done && !this.#child.killed) throw new Error("the process ended by itself");
      return true;
    });
    return Promise.race([word, setTimeout(milliseconds, false, { ref: false })]);
  }
}
