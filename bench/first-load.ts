/**
 * A first load from deliveries on disk to the committed link table, each round in a fresh process that runs the built packages.
 *
 *     npm run bench:load -- [persons] [rounds] [threads]
 *
 * Prints the rounds and writes the medians to bench/results/first-load.json.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { typesByName } from "@koppel/pseudonym";
import { writeDeliveries } from "@koppel/synth";

import { median, saveResult } from "./result.ts";

const [persons = 260_000, rounds = 5, threads = 2] = process.argv.slice(2).map(Number);
const folder = mkdtempSync(join(tmpdir(), "koppel-load-"));
try {
  const types = typesByName(["NGGV", "sNGGV", "NGG", "sNGG", "C", "RGG", "GG"]);
  const made = await writeDeliveries(folder, { persons, providers: 12, seed: 1, registry: "NKKR", types });
  console.log(`${made.records} records of ${persons} persons in 12 deliveries; ${threads} threads`);
  // The disk is left in peace first, so that writing the deliveries is not measured with the load.
  spawnSync("sync");
  const runs: { seconds: number; wholeProcess: number; peakMegabytes: number }[] = [];
  for (let round = 0; round <= rounds; round++) {
    const started = performance.now();
    const child = spawnSync(
      process.execPath,
      [import.meta.resolve("./first-load-once.ts").slice(7), folder, String(threads)],
      { encoding: "utf8" },
    );
    if (child.status !== 0) throw new Error(child.stderr);
    const once = JSON.parse(child.stdout) as { seconds: number; peakMegabytes: number };
    const run = { ...once, wholeProcess: (performance.now() - started) / 1000 };
    console.log(
      `${round === 0 ? "warm-up " : ""}${run.seconds.toFixed(2)} s, ${Math.round(made.records / run.seconds)} records/s, whole process ${run.wholeProcess.toFixed(2)} s, peak ${run.peakMegabytes} MB`,
    );
    if (round > 0) runs.push(run);
  }
  const seconds = median(runs.map((run) => run.seconds));
  saveResult("first-load", {
    records: made.records,
    threads,
    rounds,
    seconds,
    recordsPerSecond: Math.round(made.records / seconds),
    wholeProcessSeconds: median(runs.map((run) => run.wholeProcess)),
    peakMegabytes: Math.max(...runs.map((run) => run.peakMegabytes)),
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
