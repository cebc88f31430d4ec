import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

import { LinkTable } from "@koppel/core";
import { keyCheck, typesByName, type Purpose } from "@koppel/pseudonym";
import { writeDeliveries, type PopulationOptions } from "@koppel/synth";

import { SOURCE_KEY } from "./patients.ts";
import { makeRing } from "./tables.ts";

const TYPES = ["NGGV", "sNGGV", "NGG", "sNGG", "C", "RGG", "GG"];

/** Links a made-up population under the shipped model, for the time of `use`. */
export async function withMadeUp<T>(
  options: PopulationOptions & { readonly purposeOfC?: Purpose; readonly typeNames?: readonly string[] },
  use: (table: LinkTable, truth: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "koppel-made-up-"));
  const { purposeOfC = "individual", typeNames = TYPES, ...population } = options;
  const { files, truth } = await writeDeliveries(folder, {
    ...population,
    registry: "R",
    types: typesByName(typeNames),
  });
  const ring = await makeRing(join(folder, "keys"));
  const table = LinkTable.create({
    path: join(folder, "koppel.db"),
    ring,
    threads: 2,
    sourceCheck: keyCheck(SOURCE_KEY),
  });
  try {
    table.addRegistry({ name: "R", types: typeNames });
    for (const file of files) table.addProvider(basename(file, ".delivery.csv"));
    table.setPurpose("C", purposeOfC);
    await table.link(files);
    return await use(table, truth);
  } finally {
    await table.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
