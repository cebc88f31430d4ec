import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { LinkTable, readCheckpoint } from "@koppel/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { csv, deliver } from "./support/delivery.ts";
import { sheet } from "./support/patients.ts";
import { PeopledTable } from "./support/principals.ts";
import { LUNG_TYPES, makeRing, TableMaker } from "./support/tables.ts";

const BIN = new URL("../apps/cli/bin/koppel.js", import.meta.url).pathname;
const coded = (code: string): unknown => expect.objectContaining({ code });

let maker: TableMaker;
let deliveries: string[];
let table: PeopledTable;
let folders = 0;

beforeAll(async () => {
  maker = await TableMaker.start(1);
  deliveries = [0, 40, 80].map((first, i) => {
    const visits = sheet("lung", `H${i + 1}`, LUNG_TYPES, first, 80);
    return deliver(maker.folder, `h${i}.csv`, visits, csv(visits));
  });
  table = await PeopledTable.make(maker);
  const owner = await table.as("owner");
  await owner.link(deliveries.slice(0, 1));
  await table.close(owner);
});
afterAll(async () => {
  await table.closeAll();
  await maker.close();
});

function folder(): string {
  const path = join(maker.folder, `folder-${folders++}`);
  mkdirSync(path);
  return path;
}

/** A backup by the operator, in a folder of its own. */
async function backedUp(): Promise<string> {
  const path = join(folder(), "monday.db");
  const otto = await table.as("otto");
  await otto.backup(path);
  await table.close(otto);
  return path;
}

describe("a backup of a link table", () => {
  test("is one state of it, also while somebody links, and comes back with all that was in it", async () => {
    const [reader, writer] = [await table.as("otto"), await table.as("owner")];
    const out = join(folder(), "monday.db");
    const before = await reader.status();
    const [manifest] = await Promise.all([reader.backup(out), writer.link([deliveries[1]!])]);
    const after = await reader.status();
    expect(readdirSync(join(out, "..")).toSorted()).toEqual(["monday.db", "monday.db.manifest.json"]);
    expect(manifest).toMatchObject({ by: "otto", table: before.table, ring: maker.ring.id });
    expect(reader.audit.events({ action: "backup" })).toMatchObject([
      { by: "otto", action: "backup.table", detail: { event: manifest.head.id, sha256: manifest.sha256 } },
    ]);

    const path = join(folder(), "koppel.db");
    const { fault } = await LinkTable.restore({ from: out, path, ring: await table.ring("otto") });
    expect(fault).toBeNull();
    expect(readdirSync(join(path, ".."))).toEqual(["koppel.db"]);
    const back = await table.as("owner", path);
    const status = await back.status();
    expect([before.fingerprint, after.fingerprint]).toContain(status.fingerprint);
    expect(await back.verify()).toMatchObject({ ok: true });
    expect(back.audit.verify()).toMatchObject({ ok: true });
    const [first] = back.audit.events({ action: "restore" });
    expect(first).toMatchObject({
      id: manifest.head.id + 1,
      by: "otto",
      detail: { made: manifest.made, behind: false },
    });
    await back.link([deliveries[2]!]);
  });

  test("is put nowhere where something is, and only whole, signed and with its own ring", async () => {
    const from = await backedUp();
    const ring = await table.ring("otto");
    const refused = async (path: string, code: string, own = ring, source = from): Promise<void> => {
      const before = readdirSync(join(path, ".."));
      await expect(LinkTable.restore({ from: source, path, ring: own })).rejects.toThrow(coded(code));
      expect(readdirSync(join(path, ".."))).toEqual(before);
    };
    const there = join(folder(), "koppel.db");
    writeFileSync(there, "something");
    await refused(there, "FILE_EXISTS");
    const log = join(folder(), "koppel.db");
    writeFileSync(`${log}-wal`, "of another table");
    await refused(log, "FILE_EXISTS");
    const free = join(folder(), "koppel.db");
    await refused(free, "RING_MISMATCH", await makeRing(join(maker.folder, "other-ring")));
    await refused(free, "NOT_GRANTED", await table.ring("anna"));
    // The ring as it was before otto came: it cannot know his signature.
    await refused(free, "BACKUP_ALTERED", maker.ring);
    const alone = join(folder(), "monday.db");
    copyFileSync(from, alone);
    await refused(free, "MANIFEST_MISSING", ring, alone);
    const again = await table.as("otto");
    await expect(again.backup(from)).rejects.toThrow(coded("FILE_EXISTS"));
    const ana = await table.as("anna");
    const nowhere = join(folder(), "anna.db");
    await expect(ana.backup(nowhere)).rejects.toThrow(coded("NOT_GRANTED"));
    expect(readdirSync(join(nowhere, ".."))).toEqual([]);
    const refusals = again.audit.events({ action: "backup" }).filter(({ outcome }) => outcome === "refused");
    expect(refusals.map(({ by, detail }) => [by, detail["code"]])).toEqual([
      ["otto", "FILE_EXISTS"],
      ["anna", "NOT_GRANTED"],
    ]);
  });

  test("says that it ends before a checkpoint of its trail", async () => {
    const from = await backedUp();
    const owner = await table.as("owner");
    owner.cases();
    const witness = join(maker.folder, "witness.json");
    writeFileSync(witness, JSON.stringify(owner.audit.checkpoint()));
    const path = join(folder(), "koppel.db");
    const checkpoint = readCheckpoint(witness);
    const { fault } = await LinkTable.restore({ from, path, ring: await table.ring("owner"), checkpoint });
    expect(fault).toContain(`event ${checkpoint.id}, which the checkpoint is of, is missing`);
    const back = await table.as("owner", path);
    expect(back.audit.events({ action: "restore", last: 1 })).toMatchObject([{ detail: { behind: true } }]);
  });
});

describe("a backup of a key ring", () => {
  test("is the ring, byte for byte, and opens the table when it is put back", async () => {
    const copy = join(folder(), "keys.json");
    const owner = await table.as("owner");
    owner.keys.backup(copy);
    expect(readFileSync(copy)).toEqual(readFileSync(table.ringPath));
    expect(() => owner.keys.backup(copy)).toThrow(coded("RING_EXISTS"));
    const lost = join(folder(), "keys.json");
    const again = await table.as("owner", table.path, copy);
    again.keys.restore(lost);
    const back = await table.as("owner", table.path, lost);
    expect(await back.verify()).toMatchObject({ ok: true });
    expect(back.audit.events({ action: "restore.keys" })).toMatchObject([{ by: "owner", outcome: "done" }]);
    expect(back.audit.verify()).toMatchObject({ ok: true });
    await table.closeAll();
  });

  test.each([
    ["re-keyed", ["link"], true, "RING_OLDER"],
    ["re-keyed", ["seal"], true, "RING_OLDER"],
    ["linked", ["seal"], false, "SEAL_VERSION"],
  ] as const)("from before the table was %s (%s) says which version is missing", async (_, domains, rekey, code) => {
    const own = await PeopledTable.make(maker);
    const owner = await own.as("owner");
    await owner.link(deliveries.slice(0, 1));
    const copy = join(folder(), "keys.json");
    owner.keys.backup(copy);
    for (const domain of domains) await owner.keys.rotate(domain);
    await (rekey ? owner.rekey() : owner.link(deliveries.slice(1, 2)));
    const told = expect.objectContaining({
      code,
      message: expect.stringMatching(`under version 2 of the key "${domains[0]}"`),
      hint: expect.stringContaining("koppel restore keys"),
    });
    const open = async (): Promise<unknown> => (await own.as("owner", own.path, copy)).status();
    await expect(open()).rejects.toThrow(told);
    await own.closeAll();
  });
});

test("the command backs up and restores, apart, and says what a lost ring means", () => {
  const root = folder();
  const at = (...parts: string[]): string => join(root, ...parts);
  const env = { PATH: process.env["PATH"], HOME: root, KOPPEL_PASSPHRASE: "a passphrase of this test", CI: "1" };
  const run = (...args: string[]): { status: number | null; stdout: string; stderr: string } =>
    spawnSync(process.execPath, [BIN, ...args], { env, cwd: root, encoding: "utf8" });
  const told = (...args: string[]): { error: { code: string; message: string; hint: string } } =>
    JSON.parse(run(...args, "--json").stdout);
  const files = ["--table", "table/koppel.db", "--keys", "keys/keys.json"];
  for (const name of ["b-table", "b-keys", "new"]) mkdirSync(at(name));
  const done = (...args: string[]): void => expect(run(...args)).toMatchObject({ status: 0, stderr: "" });
  done("init", ...files);
  done("backup", "table", "--out", "b-table/a.db", ...files);
  done("backup", "keys", "--out", "b-keys/a.json", ...files);
  for (const [what, out] of [
    ["table", "keys/a.db"],
    ["table", "b-keys/a.db"],
    ["keys", "table/a.json"],
    ["keys", "b-table/a.json"],
  ] as const)
    expect(told("backup", what, "--out", out, ...files).error.code).toBe("KEYS_BESIDE_TABLE");
  done("backup", "keys", "--out", "b-keys/source.json", "--keys", "keys/source.json");

  const lost = told("status", "--table", "table/koppel.db", "--keys", "nowhere/keys.json").error;
  expect(lost).toMatchObject({
    code: "RING_NOT_FOUND",
    hint: expect.stringMatching(/nothing in a link table can be read again/),
  });
  done("init", "--table", "other/koppel.db", "--keys", "other-keys/keys.json");
  const other = told("status", "--table", "table/koppel.db", "--keys", "other-keys/keys.json").error;
  const { id } = JSON.parse(readFileSync(at("keys/keys.json"), "utf8")) as { id: string };
  expect(other).toMatchObject({ code: "RING_MISMATCH", message: expect.stringContaining(id) });

  expect(told("restore", "table", "b-table/a.db", "--table", "b-keys/t.db", ...files.slice(2)).error.code).toBe(
    "KEYS_BESIDE_TABLE",
  );
  expect(told("restore", "keys", "b-keys/a.json", "--keys", "table/k.json").error.code).toBe("KEYS_BESIDE_TABLE");
  done("restore", "keys", "b-keys/a.json", "--table", "new/koppel.db", "--keys", "new-keys/keys.json");
  done("restore", "table", "b-table/a.db", "--table", "new/koppel.db", "--keys", "new-keys/keys.json");
  done("verify", "--table", "new/koppel.db", "--keys", "new-keys/keys.json");
  expect(existsSync(at("new/koppel.db-wal"))).toBe(false);
  done("restore", "keys", "b-keys/a.json", "--table", "new/koppel.db", "--keys", "newer-keys/keys.json");
  expect(run("audit", "show", "--table", "new/koppel.db", "--keys", "new-keys/keys.json").stdout).toMatch(
    /restore\.keys/,
  );
});
