import { writeFileSync } from "node:fs";

import { LinkTable, pseudonymiseFile } from "@koppel/core";
import { KeyRing } from "@koppel/keyring";
import { keyCheck, typesByName } from "@koppel/pseudonym";
import { writePatientFiles } from "@koppel/synth";

const types = typesByName(["NGGV", "sNGGV", "NGG", "sNGG", "C", "RGG", "GG"]);
const sourceKey = crypto.getRandomValues(new Uint8Array(32));
const ring = await KeyRing.create("keys/keys.json", { passphrase: "several words" });
ring.addDomain("link", "link");
ring.addDomain("seal", "seal");
ring.save();

const population = await writePatientFiles("hospitals", { persons: 500, providers: 3, seed: 1 });
const table = LinkTable.create({ path: "koppel.db", ring, sourceCheck: keyCheck(sourceKey), threads: 2 });
try {
  table.addRegistry({ name: "NKKR", types: types.map(({ name }) => name) });
  const deliveries: string[] = [];
  for (const [i, provider] of population.providers.entries()) {
    table.addProvider(provider);
    const output = `${provider}.delivery.csv`;
    await pseudonymiseFile({
      input: population.files[i]!,
      output,
      provider,
      registry: "NKKR",
      types,
      key: sourceKey,
      keyVersion: 1,
    });
    deliveries.push(output);
  }

  const run = await table.link(deliveries, {
    signal: AbortSignal.timeout(60_000),
    onProgress: ({ phase, done, total, unit }) =>
      writeFileSync("progress.txt", `${phase}: ${done} of ${total} ${unit}`),
  });
  const { pairs } = await table.evaluate(population.truth);
  console.log(run.persons, run.cases, pairs.precision, pairs.recall, (await table.verify()).ok);
} finally {
  await table.close();
}
