import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { LinkTable, pseudonymiseFile } from "@koppel/core";
import { KeyRing } from "@koppel/keyring";
import { keyCheck, typesByName, type Purpose } from "@koppel/pseudonym";
import { writeDeliveries, type PopulationOptions } from "@koppel/synth";

const typeNames = ["NGGV", "sNGGV", "NGG", "sNGG", "C", "RGG", "GG"];
const types = typesByName(typeNames);
const sourceKey = new Uint8Array(32).fill(7);

/** Where the public labelled sets lie, beside the project. */
const labelled = new URL("../../../shared/data/labelled/", import.meta.url).pathname;

/** Deliveries on disk, and who is who in them. */
export interface Data {
  readonly folder: string;
  readonly files: readonly string[];
  readonly truth: string;
}

/** Names of the labelled sets; none where there are none beside the project. */
export function labelledSets(): string[] {
  return existsSync(labelled) ? readdirSync(labelled).toSorted() : [];
}

/** Makes up a population for the time of `use`. */
export function withPopulation<T>(options: PopulationOptions, use: (data: Data) => Promise<T>): Promise<T> {
  return inFolder(async (folder) => {
    const { files, truth } = await writeDeliveries(folder, { ...options, registry: "R", types });
    return use({ folder, files, truth });
  });
}

/** Pseudonymises a labelled set for the time of `use`. */
export function withLabelled<T>(set: string, use: (data: Data) => Promise<T>): Promise<T> {
  return inFolder(async (folder) => {
    const files: string[] = [];
    for (const file of readdirSync(join(labelled, set)).filter((each) => each.endsWith(".patients.csv"))) {
      const provider = file.slice(0, file.indexOf("."));
      const output = join(folder, `${provider}.delivery.csv`);
      const input = join(labelled, set, file);
      await pseudonymiseFile({ input, output, provider, registry: "R", types, key: sourceKey, keyVersion: 1 });
      files.push(output);
    }
    return use({ folder, files, truth: join(labelled, set, "truth.csv") });
  });
}

/** A new link table with these deliveries linked under the shipped model. */
export async function linkedTable({ folder, files }: Data, purposeOfC: Purpose): Promise<LinkTable> {
  const home = mkdtempSync(join(folder, "table-"));
  const ring = await KeyRing.create(join(home, "keys.json"), { passphrase: "benchmark" });
  ring.addDomain("link", "link");
  ring.addDomain("handle", "handle");
  ring.addDomain("seal", "seal");
  const table = LinkTable.create({ path: join(home, "koppel.db"), ring, sourceCheck: keyCheck(sourceKey) });
  table.addRegistry({ name: "R", types: typeNames });
  for (const file of files) table.addProvider(/([^/]+)\.delivery\.csv$/.exec(file)![1]!);
  table.setPurpose("C", purposeOfC);
  await table.link(files);
  return table;
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "koppel-bench-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
