import { availableParallelism } from "node:os";

import { Piscina } from "piscina";

import { KoppelError } from "../errors.ts";
import { valueOf, type Answer } from "./answer.ts";
import type * as tasks from "./entry.ts";

/** Most threads: each takes tens of megabytes. */
const MAX_THREADS = 256;

type Tasks = typeof tasks;
type Input<K extends keyof Tasks> = Parameters<Tasks[K]>[0];
type Output<K extends keyof Tasks> = Awaited<ReturnType<Tasks[K]>> extends Answer<infer T> ? T : never;

/** Threads that work for one table. They start with the first task and live until `close`. */
export class WorkerPool {
  readonly threads: number;
  #piscina: Piscina | undefined;

  /** @param threads 1 to 256; by default as many as the machine has cores. @throws KoppelError BAD_THREADS */
  constructor(threads: number = availableParallelism()) {
    if (!Number.isInteger(threads) || threads < 1 || threads > MAX_THREADS)
      throw new KoppelError("BAD_THREADS", "this is no number of threads", { hint: `1 to ${MAX_THREADS} can be had.` });
    this.threads = threads;
  }

  /** Runs one task; rejects with the KoppelError it threw. @param moved memory of the input that is handed over instead of copied */
  async run<K extends keyof Tasks>(name: K, input: Input<K>, moved: ArrayBuffer[] = []): Promise<Output<K>> {
    this.#piscina ??= this.#start();
    return valueOf((await this.#piscina.run(input, { name, transferList: moved })) as Answer<Output<K>>);
  }

  /** Runs tasks as threads are free, and hands over each result as it comes; stops at the first error or when told to. */
  async runAll<K extends keyof Tasks>(
    name: K,
    inputs: readonly Input<K>[],
    done: (result: Output<K>, index: number) => void,
    signal?: AbortSignal,
  ): Promise<void> {
    let next = 0;
    let failed = false;
    const lane = async (): Promise<void> => {
      while (next < inputs.length && !failed) {
        signal?.throwIfAborted();
        const index = next++;
        try {
          done(await this.run(name, inputs[index]), index);
        } catch (error) {
          failed = true;
          throw error;
        }
      }
    };
    // Twice as many lanes as threads, so that none waits for the main thread to hand out work.
    const lanes = Array.from({ length: Math.min(inputs.length, 2 * this.threads) }, lane);
    const outcomes = await Promise.allSettled(lanes);
    const rejected = outcomes.find((outcome) => outcome.status === "rejected");
    if (rejected) throw rejected.reason;
  }

  async close(): Promise<void> {
    await this.#piscina?.destroy();
    this.#piscina = undefined;
  }

  #start(): Piscina {
    const entry = new URL(import.meta.url.endsWith(".ts") ? "./entry.ts" : "./entry.js", import.meta.url);
    return new Piscina({
      filename: entry.href,
      minThreads: this.threads,
      maxThreads: this.threads,
      idleTimeout: Infinity,
    });
  }
}
