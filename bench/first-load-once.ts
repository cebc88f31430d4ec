/** One first load in this process: makes a ring and a table beside the deliveries, links them, and prints seconds and peak memory as JSON. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { LinkTable } from "@koppel/core";
import { KeyRing } from "@koppel/keyring";

const [folder, threads] = process.argv.slice(2) as [string, string];
const deliveries = readdirSync(folder)
  .filter((name) => name.endsWith(".delivery.csv"))
  .map((name) => join(folder, name));
const home = mkdtempSync(join(tmpdir(), "koppel-once-"));
try {
  const ring = await KeyRing.create(join(home, "keys.json"), { passphrase: "benchmark" });
  ring.addDomain("link", "link");
  ring.addDomain("handle", "handle");
  ring.addDomain("seal", "seal");
  const table = LinkTable.create({
    path: join(home, "koppel.db"),
    ring,
    sourceCheck: "00000000",
    threads: Number(threads),
  });
  table.addRegistry({ name: "NKKR", types: ["NGGV", "sNGGV", "NGG", "sNGG", "C", "RGG", "GG"] });
  for (const path of deliveries) table.addProvider(/([^/]+)\.delivery\.csv$/.exec(path)![1]!);
  const { seconds } = await table.link(deliveries);
  await table.close();
  console.log(JSON.stringify({ seconds, peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024) }));
} finally {
  rmSync(home, { recursive: true, force: true });
}
