/**
 * Translating a column of pseudonyms from one key to another, on one core.
 *
 *     npm run bench:translate -- [values] [rounds]
 *
 * Prints the rounds and writes the median to bench/results/translate.json.
 */
import { randomBytes } from "node:crypto";

import { translateColumn } from "@koppel/keyring";

import { median, saveResult } from "./result.ts";

const [values = 2_000_000, rounds = 9] = process.argv.slice(2).map(Number);
const [from, to] = [randomBytes(32), randomBytes(32)];
const column = randomBytes(16 * values);
const runs: number[] = [];
for (let round = 0; round <= rounds; round++) {
  const started = performance.now();
  translateColumn(from, to, column, column);
  const seconds = (performance.now() - started) / 1000;
  console.log(`${round === 0 ? "warm-up " : ""}${seconds.toFixed(3)} s, ${Math.round(values / seconds)} values/s`);
  if (round > 0) runs.push(seconds);
}
const seconds = median(runs);
saveResult("translate", { values, rounds, seconds, valuesPerSecond: Math.round(values / seconds) });
