import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { LinkTable } from "@koppel/core";
import type { KeyRing } from "@koppel/keyring";
import { keyCheck } from "@koppel/pseudonym";
import { afterAll, beforeEach, expect, it } from "vitest";

import { csv, deliver } from "./support/delivery.ts";
import { sheet, SOURCE_KEY } from "./support/patients.ts";
import { LUNG_TYPES, makeRing } from "./support/tables.ts";

const folders: string[] = [];
let folder: string;
let ring: KeyRing;
const opened: LinkTable[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "koppel-registries-"));
  folders.push(folder);
  ring = await makeRing(join(folder, "keys"));
});
afterAll(async () => {
  for (const table of opened) await table.close();
  for (const each of folders) rmSync(each, { recursive: true });
});

function make(name = "table.db"): LinkTable {
  const path = join(folder, name);
  const table = LinkTable.create({ path, ring, threads: 1, sourceCheck: keyCheck(SOURCE_KEY) });
  for (const provider of ["H1", "H2"]) table.addProvider(provider);
  opened.push(table);
  return table;
}

/** The same sixty patients, delivered by one provider for one registry. */
function visits(registry: string, provider: string, types: readonly string[]): string {
  const made = sheet(registry, provider, types, 0, 60);
  return deliver(folder, `${registry}-${provider}.csv`, made, csv(made));
}

it("links a registry that lacks the types which its others imply", async () => {
  const types = ["NGGV", "NGG", "GG"];
  const table = make();
  table.addRegistry({ name: "small", types });
  const { linkedRecords } = await table.link(["H1", "H2"].map((provider) => visits("small", provider, types)));
  expect(linkedRecords).toBeGreaterThan(60);
});

it("links over registries of which one lacks what the other has", async () => {
  const table = make();
  table.addRegistry({ name: "all", types: LUNG_TYPES });
  table.addRegistry({ name: "small", types: ["NGGV", "GG"] });
  const { linkedRecords } = await table.link([visits("all", "H1", LUNG_TYPES), visits("small", "H2", ["NGGV", "GG"])]);
  expect(linkedRecords).toBeGreaterThan(60);
});

it("takes one file for two registries: stage 1 is the same for both", async () => {
  const table = make();
  for (const name of ["one", "two"]) table.addRegistry({ name, types: LUNG_TYPES });
  const [one, two] = ["one", "two"].map((registry) => visits(registry, "H1", LUNG_TYPES));
  const first = await table.link([one]);
  const both = await table.link([two]);
  expect(both).toMatchObject({ accepted: 60, rejected: 0 });
  // Patients with a number are the same ones; visits without are new.
  expect(both.newPersons).toBeLessThan(first.newPersons);
  await expect(table.link([two])).rejects.toThrow(expect.objectContaining({ code: "ALREADY_LINKED" }));
});

it("refuses a delivery without the type that brings records together", async () => {
  const table = make();
  table.addRegistry({ name: "all", types: LUNG_TYPES });
  const delivery = visits("all", "H1", ["NGGV", "NGG"]);
  await expect(table.link([delivery])).rejects.toThrow(
    expect.objectContaining({ code: "MISSING_ANCHOR", file: delivery, line: 1 }),
  );
});

it("relinks everything at the next run when a purpose has changed, as if it had been so from the start", async () => {
  const [late, early] = [make("late.db"), make("early.db")];
  late.addRegistry({ name: "all", types: LUNG_TYPES });
  early.addRegistry({ name: "all", types: LUNG_TYPES });
  const [first, second] = ["H1", "H2"].map((provider) => visits("all", provider, LUNG_TYPES));
  early.setPurpose("C", "individual");
  await early.link([first, second]);
  await late.link([first]);
  const before = (await late.status()).fingerprint;
  late.setPurpose("C", "individual");
  expect((await late.status()).fingerprint).toBe(before);
  expect(await late.verify()).toMatchObject({ ok: true });
  await late.link([second]);
  const [a, b] = [await late.status(), await early.status()];
  expect(a).toMatchObject({ fingerprint: b.fingerprint, persons: b.persons, cases: b.cases });
  expect(await late.verify()).toMatchObject({ ok: true });
});

it("keeps writers and readers out while it is being linked", async () => {
  const table = make();
  table.addRegistry({ name: "all", types: LUNG_TYPES });
  const codes: string[] = [];
  const attempt = (work: () => unknown): void => {
    try {
      work();
      codes.push("done");
    } catch (error) {
      codes.push((error as { code: string }).code);
    }
  };
  let tried = false;
  const onProgress = (): void => {
    if (tried) return;
    tried = true;
    attempt(() => table.addProvider("H3"));
    attempt(() => table.setPurpose("C", "individual"));
    attempt(() => table.addRegistry({ name: "other", types: ["GG"] }));
    attempt(() => table.status());
  };
  await table.link([visits("all", "H1", LUNG_TYPES)], { onProgress });
  expect(codes).toEqual(["TABLE_BUSY", "TABLE_BUSY", "TABLE_BUSY", "TABLE_BUSY"]);
});

it("has no registry of the names that the key ring uses itself", () => {
  const table = make();
  for (const name of ["link", "seal"])
    expect(() => table.addRegistry({ name, types: ["GG"] })).toThrow(expect.objectContaining({ code: "BAD_NAME" }));
});
