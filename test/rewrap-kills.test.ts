import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { RegistryFile } from "@koppel/core";
import { translateColumn } from "@koppel/keyring";
import { toHex } from "@koppel/pseudonym";
import { afterAll, expect, it } from "vitest";

import { TwoVersions } from "./support/two-versions.ts";

const BIN = new URL("../apps/cli/bin/koppel.js", import.meta.url).pathname;
const KILLS = 100;

const versions = await TwoVersions.make();
const folder = mkdtempSync(join(tmpdir(), "koppel-kills-"));
afterAll(async () => {
  await versions.close();
  rmSync(folder, { recursive: true });
});

const sha256 = (path: string): string => createHash("sha256").update(readFileSync(path)).digest("hex");

/** A registry's file, and what it must become. */
function contents(rows: number): string[] {
  const { ring } = versions;
  const columns = ["GG", "NGGV", "C"].map((type) => {
    const old = randomBytes(16 * rows);
    return { type, old, renewed: translateColumn(ring.typeKey("heart", 1, type), ring.typeKey("heart", 2, type), old) };
  });
  return (["old", "renewed"] as const).map((side) => {
    const cell = (column: (typeof columns)[number], r: number): string =>
      toHex(column[side].subarray(16 * r, 16 * r + 16));
    const lines = Array.from({ length: rows }, (_, r) => `${r},${columns.map((column) => cell(column, r)).join()}\n`);
    return `patient,GG,NGGV,C\n${lines.join("")}`;
  });
}

/** How much the journals in the folder say. */
function noted(): number {
  const journals = readdirSync(folder).filter((name) => name.endsWith(".journal"));
  return journals.reduce((sum, name) => sum + (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0), 0);
}

interface Ended {
  readonly killed: boolean;
  readonly file: RegistryFile | undefined;
  /** Milliseconds of work. */
  readonly working: number;
}

/** Runs the command, and kills it so many milliseconds after it has got on with its work, or else after it was started. */
async function rewrap(input: string, output: string, after: number, fromStart = false): Promise<Ended> {
  const own = ["--registry", "heart", "--from", "1", "--out", output, "--threads", "1", "--json"];
  const where = ["--table", join(folder, "no.db"), "--keys", versions.path("keys/ring.json")];
  const args = [BIN, "keys", "rewrap", input, ...own, ...where, "--key-file", versions.path("keys/secret")];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise<[number | null, string | null]>((resolve) =>
    child.on("close", (code, signal) => resolve([code, signal])),
  );
  let out = "";
  child.stdout.on("data", (text: Buffer) => (out += text.toString()));
  const before = noted();
  let began = performance.now();
  const watch = setInterval(() => {
    if (!fromStart && noted() === before) return;
    clearInterval(watch);
    began = performance.now();
    timer = setTimeout(() => child.kill("SIGKILL"), after);
  }, 1);
  let timer: NodeJS.Timeout | undefined;
  const [code, signal] = await ended;
  clearInterval(watch);
  clearTimeout(timer);
  const working = performance.now() - began;
  if (signal !== null) return { killed: true, file: undefined, working };
  expect({ code, out }).toMatchObject({ code: 0 });
  return { killed: false, file: (JSON.parse(out) as { files: RegistryFile[] }).files[0], working };
}

it("a rewrapping that is killed at any moment leaves the old file and no half of the new, and goes on when it is run again", async () => {
  const [before, after] = contents(90_000) as [string, string];
  const input = join(folder, "own.csv");
  writeFileSync(input, before);
  const [old, renewed] = [sha256(input), createHash("sha256").update(after).digest("hex")];
  const { working } = await rewrap(input, join(folder, "first.csv"), 60_000);
  expect(sha256(join(folder, "first.csv"))).toBe(renewed);

  let kills = 0;
  let resumed = 0;
  for (let job = 0; kills < KILLS; job++) {
    const output = join(folder, `${job}.csv`);
    for (let done = false; !done;) {
      // One in eight is killed before it writes, and now and then one runs to its end, or else the last steps would never be met.
      const fromStart = kills % 8 === 0;
      const { killed, file } = await rewrap(input, output, Math.random() * 1.1 * working, fromStart);
      if (killed) kills++;
      if (file !== undefined && file.resumedAt > 0) resumed++;
      expect(sha256(input)).toBe(old);
      // A kill may come between the last step and the end of the process.
      done = existsSync(output);
      if (done) expect(sha256(output)).toBe(renewed);
    }
    rmSync(output);
    for (const name of readdirSync(folder)) if (/\.(part|journal)$/.test(name)) rmSync(join(folder, name));
  }
  expect(resumed).toBeGreaterThan(5);
}, 300_000);
