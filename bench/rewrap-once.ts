/** One rewrapping in this process, threads started and the new file on disk included; prints seconds, those of all cores together, and peak memory as JSON. */
import { rmSync } from "node:fs";
import { join } from "node:path";

import { rewrapFile } from "@koppel/core";
import { KeyRing } from "@koppel/keyring";

const [folder, input, threads] = process.argv.slice(2) as [string, string, string];
const output = join(folder, "rewrapped.csv");
const ring = await KeyRing.open(join(folder, "keys.json"), { passphrase: "benchmark" });
const before = process.cpuUsage();
const { seconds } = await rewrapFile({ input, output }, { ring, threads: Number(threads) });
const { user, system } = process.cpuUsage(before);
for (const name of ["rewrapped.csv", "rewrapped.manifest.json"]) rmSync(join(folder, name));
const coreSeconds = (user + system) / 1e6;
const peakMegabytes = Math.round(process.resourceUsage().maxRSS / 1024);
console.log(JSON.stringify({ seconds, coreSeconds, peakMegabytes }));
