import type { Progress } from "@koppel/core";

import { count, duration } from "./figures.ts";

const BAR = 24;

/** Where progress goes, and how patient it is. */
export interface ProgressOptions {
  readonly stream: Pick<NodeJS.WriteStream, "write"> & { readonly isTTY?: boolean };
  /** Nobody is watching (CI, `--json`): speak only of what is slow. */
  readonly quiet: boolean;
  /** Milliseconds, rising. */
  readonly now?: () => number;
}

/** Shows how far a job is: one line that redraws itself on a terminal, else a plain line every few seconds. */
export class ProgressReport {
  readonly #stream: ProgressOptions["stream"];
  readonly #now: () => number;
  /** Milliseconds before the first line, and between two. */
  readonly #first: number;
  readonly #every: number;
  #phase = "";
  #started = 0;
  #next = 0;
  #drawn = false;

  constructor({ stream, quiet, now = performance.now.bind(performance) }: ProgressOptions) {
    this.#stream = stream;
    this.#now = now;
    const live = stream.isTTY === true && !quiet;
    this.#first = live ? 1000 : quiet ? 30_000 : 5000;
    this.#every = live ? 100 : this.#first;
  }

  /** Takes how far the job is now; cheap enough to be called often. */
  update(progress: Progress): void {
    const now = this.#now();
    if (progress.phase !== this.#phase) {
      this.#phase = progress.phase;
      // A phase that has only begun has no rate to show yet.
      this.#next = Math.max(this.#next, now + (this.#next === 0 ? this.#first : this.#every / 5));
      this.#started = now;
    }
    if (now < this.#next) return;
    this.#next = now + this.#every;
    const line = progressLine(progress, (now - this.#started) / 1000);
    const redraws = this.#every === 100;
    this.#stream.write(redraws ? `\r${line}\u001B[K` : `${line}\n`);
    this.#drawn = redraws;
  }

  /** Takes the line away, so that something else can be written. */
  clear(): void {
    if (this.#drawn) this.#stream.write("\r\u001B[K");
    this.#drawn = false;
  }
}

/** Phase, bar, percentage, rate and time left, in less than 80 columns; `seconds` is how long the phase has lasted. */
function progressLine({ phase, done, total, unit }: Progress, seconds: number): string {
  const share = total > 0 ? Math.min(1, done / total) : 0;
  const filled = Math.round(share * BAR);
  const bar = "█".repeat(filled) + "░".repeat(BAR - filled);
  const rate = seconds > 0 ? done / seconds : 0;
  const speed = unit === "bytes" ? `${(rate / 1e6).toFixed(1)} MB/s` : `${count(rate)} ${unit}/s`;
  const left = rate > 0 && total > done ? `  ${duration(Math.ceil((total - done) / rate))} left` : "";
  return `${phase.slice(0, 14).padEnd(14)} ${bar} ${String(Math.floor(share * 100)).padStart(3)} %  ${speed}${left}`;
}
