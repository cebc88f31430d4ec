import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { LinkResult, TableStatus, Verification } from "@koppel/core";
import { afterAll, beforeAll, expect, test } from "vitest";

// The built command, as its users have it.
const BIN = new URL("../apps/cli/bin/koppel.js", import.meta.url).pathname;
const root = mkdtempSync(join(tmpdir(), "koppel-key-life-"));
const at = (...parts: string[]): string => join(root, ...parts);
const ENV = {
  PATH: process.env["PATH"],
  HOME: root,
  CI: "1",
  KOPPEL_PASSPHRASE: "correct-horse-battery",
  KOPPEL_TABLE: at("table", "koppel.db"),
  KOPPEL_KEYS: at("keys", "keys.json"),
};
const HOSPITALS = ["H01", "H02", "H03"];

function run(line: string): { code: number | null; out: string; err: string } {
  const words = line.split(" ");
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...words], {
    env: ENV,
    cwd: root,
    encoding: "utf8",
  });
  return { code: status, out: stdout, err: stderr };
}

function json<T>(line: string): T {
  const { code, out, err } = run(`${line} --json`);
  if (code !== 0) throw new Error(`koppel ${line} exits ${code}: ${out}${err}`);
  return JSON.parse(out) as T;
}

/** What a refused command says. */
function refusal(line: string): { code: string; message: string } {
  const { code, out } = run(`${line} --json`);
  expect(code).toBe(1);
  return (JSON.parse(out) as { error: { code: string; message: string } }).error;
}

const fingerprint = (): string => json<TableStatus>("status").fingerprint;
const links = (): unknown => {
  const { persons, records, fingerprint: hash } = json<TableStatus>("status");
  return { persons, records, hash };
};
/** All that another registry stores, file by file. */
const storedOf = (registry: string): string[] =>
  readdirSync(at("stored", registry))
    .toSorted()
    .map((name) => readFileSync(at("stored", registry, name), "base64"));

beforeAll(() => {
  json("init --purpose C=individual");
  for (const registry of ["NKKR", "DICA"]) json(`registry add ${registry} --types NGGV,sNGGV,NGG,sNGG,C,RGG,GG`);
  json(`provider add ${HOSPITALS.join(" ")}`);
  json("synth --persons 400 --providers 3 --seed 5 --out synth");
  for (const registry of ["NKKR", "DICA"]) {
    mkdirSync(at(registry));
    for (const h of HOSPITALS)
      json(
        `pseudonymise synth/${h}.patients.csv --provider ${h} --registry ${registry} --out ${registry}/${h}.delivery.csv`,
      );
    json(`finalise ${HOSPITALS.map((h) => `${registry}/${h}.delivery.csv`).join(" ")} --out-dir stored/${registry}`);
  }
});
afterAll(() => rmSync(root, { recursive: true }));

test("the life of a registry's key, from its first delivery to its destruction", () => {
  // What the same deliveries make of a table whose keys never change.
  const { KOPPEL_TABLE, KOPPEL_KEYS } = ENV;
  mkdirSync(at("twin"));
  cpSync(KOPPEL_TABLE, at("twin", "koppel.db"));
  const twin = (line: string): unknown => json(`${line} --table ${at("twin", "koppel.db")} --keys ${KOPPEL_KEYS}`);
  const all = ["NKKR", "DICA"].flatMap((registry) => HOSPITALS.map((h) => `stored/${registry}/${h}.delivery.csv`));
  for (const file of all) twin(`link ${file}`);
  const { fingerprint: untouched } = twin("status") as TableStatus;

  json("link stored/NKKR/H01.delivery.csv stored/DICA/H01.delivery.csv");
  const dica = storedOf("DICA");
  const dicaKey = keyCheck("DICA");
  const one = fingerprint();

  expect(json<{ primary: number }>("keys rotate NKKR").primary).toBe(2);
  expect(fingerprint()).toBe(one);

  // Side by side: one delivery under the old version, one under the new.
  expect(json<LinkResult>("link stored/NKKR/H02.delivery.csv stored/DICA/H02.delivery.csv").rejected).toBe(0);
  json("keys rewrap stored/NKKR/H03.delivery.csv --from 1 --to 2 --out stored/H03.v2.csv");
  expect(json<LinkResult>("link stored/H03.v2.csv stored/DICA/H03.delivery.csv").rejected).toBe(0);
  expect(fingerprint()).toBe(untouched);
  const before = links();

  // The file was rewrapped without any input, and back again gives what it was.
  json("keys rewrap stored/H03.v2.csv --from 2 --to 1 --out stored/H03.back.csv");
  expect(readFileSync(at("stored/H03.back.csv"))).toEqual(readFileSync(at("stored/NKKR/H03.delivery.csv")));
  expect(readFileSync(at("stored/H03.v2.csv"))).not.toEqual(readFileSync(at("stored/NKKR/H03.delivery.csv")));

  // In wrong hands: no evidence any more, but what is stored can still be carried over.
  const { steps } = json<{ steps: string[] }>("keys compromise NKKR 1");
  expect(steps.join("\n")).toContain("koppel keys rewrap FILE --from 1 --to 2");
  expect(json<{ detail: { steps?: string } }[]>("audit show --action keys --last 1")[0]!.detail.steps).toBe(
    steps.join(" "),
  );
  writeFileSync(at("again.csv"), readFileSync(at("stored/NKKR/H01.delivery.csv"), "utf8").replaceAll("H01-", "again-"));
  expect(refusal("link stored/H03.back.csv")).toMatchObject({
    code: "VERSION_DISABLED",
    message: expect.stringContaining("compromised"),
  });
  expect(links()).toEqual(before);

  // Destruction is refused, and says what needs the key.
  for (const end of ["keys disable NKKR 1", "keys schedule NKKR 1"]) {
    const { code, message } = refusal(end);
    expect(code).toBe("KEY_IN_USE");
    expect(message).toMatch(/version 1 of NKKR is still needed: .*H01.*H02/);
  }
  expect(refusal("keys destroy NKKR 2 --confirm NKKR").code).toMatch(/KEY_IN_USE|NOT_SCHEDULED/);
  json("keys rewrap stored/NKKR/H01.delivery.csv --out stored/H01.v2.csv");
  expect(refusal("keys schedule NKKR 1").message).toMatch(/H02/);
  json("keys map NKKR --from 1 --to 2 --out NKKR.map.csv");

  const version = (): string =>
    json<{ domains: { name: string; versions: { state: string }[] }[] }>("keys list").domains.find(
      ({ name }) => name === "NKKR",
    )!.versions[0]!.state;
  json("keys schedule NKKR 1 --after 1");
  expect(version()).toBe("destroy-scheduled");
  expect(refusal("keys destroy NKKR 1 --confirm NKKR").code).toBe("TOO_EARLY");
  json("keys restore NKKR 1");
  expect(version()).toBe("disabled");
  json("keys schedule NKKR 1 --after 0");
  json("keys destroy NKKR 1 --confirm NKKR");
  expect(version()).toBe("destroyed");
  expect(readFileSync(KOPPEL_KEYS, "utf8")).toContain('"destroyed"');
  expect(refusal("keys rewrap stored/NKKR/H02.delivery.csv --from 1 --to 2 --out x.csv").code).toBe("VERSION_DISABLED");

  // Nothing else has changed by all this: not the links, not the other registry, not a byte of its files.
  expect(links()).toEqual(before);
  expect(storedOf("DICA")).toEqual(dica);
  expect(keyCheck("DICA")).toBe(dicaKey);
  json("finalise DICA/H01.delivery.csv --out dica-again.csv");
  expect(readFileSync(at("dica-again.csv"))).toEqual(readFileSync(at("stored/DICA/H01.delivery.csv")));
  expect(json<Verification>("verify").ok).toBe(true);
  expect(json<{ ok: boolean }>("audit verify").ok).toBe(true);
});

test("the table's own keys are changed, and the old ones destroyed once nothing needs them", () => {
  const before = links();
  json("keys rotate link");
  json("keys rotate seal");
  expect(refusal("keys schedule link 1")).toMatchObject({
    code: "KEY_IN_USE",
    message: expect.stringContaining("parts"),
  });
  expect(json<{ run: number }>("keys rekey").run).toBeGreaterThan(0);
  for (const domain of ["link", "seal"]) {
    json(`keys schedule ${domain} 1 --after 0`);
    json(`keys destroy ${domain} 1 --confirm ${domain}`);
  }
  expect(links()).toEqual(before);
  expect(json<Verification>("verify").ok).toBe(true);
  expect(refusal("keys disable handle 1").code).toMatch(/KEY_IN_USE|VERSION_PRIMARY/);
});

/** What tells one key from another, without telling it. */
function keyCheck(domain: string): string {
  const { domains } = json<{ domains: { name: string; versions: { check: string }[] }[] }>("keys list");
  return domains
    .find(({ name }) => name === domain)!
    .versions.map(({ check }) => check)
    .join();
}
