import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";

/** The middle of some figures. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}

/** Keeps a result with the machine it was measured on, as bench/results/NAME.json. */
export function saveResult(name: string, result: object): void {
  const folder = new URL("./results/", import.meta.url);
  mkdirSync(folder, { recursive: true });
  const machine = { cpu: cpus()[0]?.model.trim(), cores: availableParallelism(), node: process.versions.node };
  const text = JSON.stringify({ measured: new Date().toISOString().slice(0, 10), machine, ...result }, null, 2);
  writeFileSync(new URL(`${name}.json`, folder), `${text}\n`);
  console.log(text);
}
