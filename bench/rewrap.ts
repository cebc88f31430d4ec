/**
 * Rewrapping a registry's file of eight pseudonym columns from one key version to the next, each round in a fresh process that runs the built
 * packages.
 *
 *     npm run bench:rewrap -- [persons] [rounds] [threads]
 *
 * Prints the rounds and writes the medians to bench/results/rewrap.json.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { KeyRing } from "@koppel/keyring";
import { typesByName } from "@koppel/pseudonym";
import { writeDeliveries } from "@koppel/synth";

import { median, saveResult } from "./result.ts";

const [persons = 520_000, rounds = 5, threads = 2] = process.argv.slice(2).map(Number);
const folder = mkdtempSync(join(tmpdir(), "koppel-rewrap-"));
const passphrase = "benchmark";
try {
  const types = typesByName(["NGGV", "sNGGV", "NGG", "sNGG", "C", "RGG", "GG"]);
  const { records, files } = await writeDeliveries(folder, { persons, providers: 1, seed: 1, registry: "NKKR", types });
  const input = files[0]!;
  const label = input.replace(/\.csv$/, ".manifest.json");
  const manifest = JSON.parse(readFileSync(label, "utf8")) as object;
  writeFileSync(label, JSON.stringify({ ...manifest, stage: "final", domain: "NKKR" }));
  const keys = join(folder, "keys.json");
  const ring = await KeyRing.create(keys, { passphrase });
  ring.addDomain("NKKR", "registry");
  ring.rotate("NKKR");
  ring.save();
  const megabytes = Math.round(statSync(input).size / 1e6);
  console.log(`${records} rows, ${megabytes} MB; ${threads} threads`);
  // The disk is left in peace first, so that writing the file is not measured with its reading.
  spawnSync("sync");
  const runs: { seconds: number; coreSeconds: number; peakMegabytes: number }[] = [];
  for (let round = 0; round <= rounds; round++) {
    const once = import.meta.resolve("./rewrap-once.ts").slice(7);
    const child = spawnSync(process.execPath, [once, folder, input, String(threads)], { encoding: "utf8" });
    if (child.status !== 0) throw new Error(child.stderr);
    const run = JSON.parse(child.stdout) as (typeof runs)[number];
    const told = [
      `${run.seconds.toFixed(2)} s (${run.coreSeconds.toFixed(2)} of all cores)`,
      `${Math.round(records / run.seconds)} rows/s`,
      `peak ${run.peakMegabytes} MB`,
    ];
    console.log(`${round === 0 ? "warm-up " : ""}${told.join(", ")}`);
    if (round > 0) runs.push(run);
  }
  const seconds = median(runs.map((run) => run.seconds));
  saveResult("rewrap", {
    rows: records,
    columns: 8,
    megabytes,
    threads,
    rounds,
    seconds,
    rowsPerSecond: Math.round(records / seconds),
    coreSeconds: median(runs.map((run) => run.coreSeconds)),
    peakMegabytes: Math.max(...runs.map((run) => run.peakMegabytes)),
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
