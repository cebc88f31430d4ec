import { spawn, spawnSync } from "node:child_process";
import {
  existsSync,
  globSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type {
  CaseSummary,
  Erasure,
  Evaluation,
  Expiry,
  Explanation,
  LinkResult,
  MapManifest,
  PairExplanation,
  PatientRequest,
  QualityPanel,
  TableStatus,
  Verification,
} from "@koppel/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

// The built command, as a user has it.
const BIN = new URL("../apps/cli/bin/koppel.js", import.meta.url).pathname;
const PASSPHRASE = "correct-horse-battery";
const ENV = { PATH: process.env["PATH"], HOME: "/nonexistent", KOPPEL_PASSPHRASE: PASSPHRASE, CI: "1" };

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const spoken: string[] = [];

function run(args: readonly string[], env: NodeJS.ProcessEnv = ENV, cwd = tmpdir()): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], { env, cwd, encoding: "utf8" });
  spoken.push(stdout, stderr);
  return { code: status, out: stdout, err: stderr };
}

function done(args: readonly string[], env?: NodeJS.ProcessEnv): string {
  const { code, out, err } = run(args, env);
  if (code !== 0) throw new Error(`koppel ${args.join(" ")} exits ${code}: ${out}${err}`);
  return out;
}

const json = <T>(args: readonly string[]): T => JSON.parse(done([...args, "--json"])) as T;
const tooWide = (text: string): string[] => text.split("\n").filter(({ length }) => length > 80);
const scratch = (): string => mkdtempSync(join(tmpdir(), "koppel-cli-"));

describe("a link table from nothing", () => {
  const root = scratch();
  const at = (...parts: string[]): string => join(root, ...parts);
  const files = ["--table", at("w", "koppel.db"), "--keys", at("k", "keys.json")];
  const deliver = (provider: string, form = "hex"): string => {
    const whose = ["--provider", provider, "--registry", "NKKR", "--table", at("w", "koppel.db")];
    const how = ["--source-key", at("k", "source.json"), "--form", form, "--out", at(`${provider}.delivery.csv`)];
    return done(["pseudonymise", at("synth", `${provider}.patients.csv`), ...whose, ...how]);
  };

  beforeAll(() => {
    done(["init", ...files, "--source-key", at("k", "source.json"), "--purpose", "C=individual"]);
    done(["registry", "add", "NKKR", ...files, "--types", "NGGV,sNGGV,NGG,sNGG,C,RGG,GG"]);
    done(["provider", "add", "H01", "H02", "H03", "H04", ...files]);
    done(["synth", "--persons", "1500", "--providers", "4", "--seed", "3", "--out", at("synth")]);
    for (const provider of ["H01", "H02", "H03"]) deliver(provider);
    deliver("H04", "base64url");
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  test("links, evaluates, explains and verifies", () => {
    const truth = readFileSync(at("synth", "truth.csv"), "utf8").trimEnd().split("\n").length - 1;
    const deliveries = globSync(at("*.delivery.csv")).toSorted();
    expect(deliveries).toHaveLength(4);

    const before = json<TableStatus>(["status", ...files]);
    const dry = json<LinkResult>(["link", ...files, "--dry-run", ...deliveries]);
    expect(json<TableStatus>(["status", ...files])).toEqual(before);

    const link = json<LinkResult>(["link", ...files, "--threads", "2", ...deliveries]);
    expect(link).toMatchObject({ run: 1, dryRun: false, records: truth, accepted: truth, rejected: 0 });
    expect(dry).toMatchObject({ dryRun: true, persons: link.persons, cases: link.cases });
    expect(link.newPersons).toBe(link.persons);
    expect(link.recordsPerSecond).toBeGreaterThan(0);

    const evaluation = json<Evaluation>(["evaluate", ...files, "--truth", at("synth", "truth.csv")]);
    expect(evaluation.pairs.precision).toBeGreaterThan(0.995);
    expect(evaluation.pairs.recall).toBeGreaterThan(0.93);
    expect(evaluation.withPerfectReview.f1).toBeGreaterThan(evaluation.pairs.f1);
    const linked = evaluation.byClass.reduce((sum, { pairs }) => sum + pairs, 0);
    expect(linked).toBe(evaluation.pairs.linked);

    const status = json<TableStatus>(["status", ...files]);
    expect(status).toMatchObject({ records: truth, persons: link.persons, cases: { open: link.cases, decided: 0 } });
    expect(status.purposes["C"]).toBe("individual");

    const quality = json<QualityPanel>(["quality", ...files]);
    expect(quality.table.find(({ name }) => name === "in-review")!.of).toBe(status.localPatients);
    expect(quality.providers.map(({ name }) => name)).toEqual(["H01", "H02", "H03", "H04"]);

    expect(json<unknown[]>(["cases", ...files])).toHaveLength(link.cases);

    const verification = json<Verification>(["verify", ...files]);
    expect(verification.ok).toBe(true);

    const explanation = json<Explanation>(["explain", ...files, "NKKR:H01:H01-0000001"]);
    expect(explanation.patients[0]?.records[0]?.record).toBe("NKKR:H01:H01-0000001");
    const pair = json<PairExplanation>(["explain", ...files, "NKKR:H01:H01-0000001", "NKKR:H02:H02-0000001"]);
    expect(pair.samePerson).toBe(pair.persons[0] === pair.persons[1]);
    const person = String(json<CaseSummary[]>(["cases", ...files])[0]!.persons[0]);
    const told = done(["explain", ...files, person]);
    expect(told).toMatch(/^Visits$[^]*^Compared with[^]*together[^]*^Case 1 [^]*^History$/m);
    expect(tooWide(told)).toEqual([]);

    const verbs = ["status", "quality", "cases", "verify"];
    for (const verb of [...verbs, "keys list", "registry list", "provider list", "purpose list"]) {
      const options = verb === "registry list" ? files.slice(0, 2) : verb === "keys list" ? files.slice(2) : files;
      expect(tooWide(done([...verb.split(" "), ...options]))).toEqual([]);
    }
  });

  test("finalises, rewraps and maps, and knows what is recorded", async () => {
    interface Carried {
      files: { output: string; records: number; from: number | null; to: number }[];
      recordedIn: string | null;
    }
    const where = [...files, "--threads", "2"];
    const made = json<Carried>([
      "finalise",
      ...where,
      at("H01.delivery.csv"),
      at("H04.delivery.csv"),
      "--out-dir",
      at("f"),
    ]);
    expect(made).toMatchObject({
      recordedIn: at("w", "koppel.db"),
      files: [
        { from: null, to: 1 },
        { from: null, to: 1 },
      ],
    });
    done(["keys", "rotate", "NKKR", ...files]);

    const rewrap = ["keys", "rewrap", ...where, at("f", "H01.delivery.csv"), "--from", "1", "--to", "2"];
    const told = done([...rewrap, "--out", at("H01.v2.csv.gz")]);
    expect(told).toContain("from version 1 to 2");
    expect(told).toMatch(/^Recorded in .*koppel\.db\.$/m);
    const lone = ["--table", at("no.db"), "--keys", at("k", "keys.json"), "--registry", "NKKR", "--out", at("own.csv")];
    const alone = done(["keys", "rewrap", at("f", "H04.delivery.csv"), ...lone]);
    expect(alone).toContain("Not recorded");
    expect(tooWide(alone.replaceAll(root, ""))).toEqual([]);

    const versions = ["--from", "1", "--to", "2", "--out", at("NKKR.csv")];
    const map = json<MapManifest & { publicKey: string }>(["keys", "map", "NKKR", ...where, ...versions]);
    expect(map.values["NGGV"]).toBeGreaterThan(1000);
    const check = ["keys", "map", "--check", at("NKKR.csv"), "--public-key", map.publicKey];
    expect(json<MapManifest>(check)).toEqual(JSON.parse(readFileSync(at("NKKR.map.json"), "utf8")));
    writeFileSync(at("NKKR.csv"), `${readFileSync(at("NKKR.csv"), "utf8")} `);
    expect(run(check)).toMatchObject({ code: 1, err: expect.stringContaining("NKKR.csv") });
    expect(json<Verification>(["verify", ...files]).ok).toBe(true);
  });

  test("carries the table to new keys, and says what it did", async () => {
    const { fingerprint } = json<TableStatus>(["status", ...files]);
    for (const domain of ["link", "seal"]) done(["keys", "rotate", domain, ...files]);
    const told = done(["keys", "rekey", ...files]);
    expect(told).toMatch(
      /^Re-keyed in run \d+: link key 1 to 2, seal key 1 to 2\.\n[\d,]+ statements in \d+ partitions, 4 del/,
    );
    expect(tooWide(told)).toEqual([]);
    expect(json<TableStatus>(["status", ...files]).fingerprint).toBe(fingerprint);
    expect(done(["keys", "rekey", ...files])).toBe("Nothing to carry: all is under link key 2 and seal key 2.\n");
  });

  test("answers a patient, erases, corrects, and lets go of what has had its term", () => {
    const record = "NKKR:H01:H01-0000001";
    const all = files;
    const open = (kind: string): string => {
      const args = ["request", "open", ...all, "--kind", kind, "--provider", "H01", "--record", record];
      return String(json<PatientRequest>(args).request);
    };
    const access = open("access");
    const told = at("access.json");
    done(["access", record, ...all, "--request", access, "--out", told]);
    expect(JSON.parse(readFileSync(told, "utf8"))).toMatchObject({ format: "koppel-access", provider: "H01" });
    expect(run(["request", "close", access, "refused", ...all]).err).toContain("needs a reason");
    done(["request", "close", `#${access}`, "done", ...all]);
    const erasure = open("erasure");
    done(["retention", "hold", "NKKR", "on", ...all, "--reason", "a lawsuit"]);
    const erase = ["erase", record, ...all, "--request", erasure, "--reason", "a patient asks"];
    expect(JSON.parse(run([...erase, "--json"]).out)).toMatchObject({ error: { code: "LEGAL_HOLD" } });
    const shown = done(["retention", "show", ...all]);
    expect(shown).toMatch(/records of NKKR +none yet[^]*NKKR: a lawsuit/);
    done(["retention", "hold", "NKKR", "off", ...all, "--reason", "settled"]);
    expect(json<Erasure>([...erase, "--dry-run"])).toMatchObject({ records: 1, dryRun: true });
    expect(json<Erasure>(erase)).toMatchObject({ records: 1, dryRun: false });
    const list = done(["request", "list", "--all", ...all]);
    expect(list).toMatch(/#1 +access .* done\n +#2 +erasure +H01 .* 28 days left/);

    const patients = at("synth", "H02.patients.csv");
    const [header, first, ...rest] = readFileSync(patients, "utf8").split("\n");
    writeFileSync(patients, [header, first, ...rest.slice(0, 20), ""].join("\n"));
    deliver("H02");
    expect(json<LinkResult>(["link", ...all, "--replace", at("H02.delivery.csv")])).toMatchObject({ replaced: 21 });

    expect(done(["status", ...all])).toContain("No term yet (koppel retention set): records of NKKR, trail");
    done(["retention", "set", "NKKR", "records", "7y", ...all]);
    expect(run(["retention", "run", ...all, "--json"]).out).toContain("NOT_CONFIRMED");
    const { total } = json<Expiry>(["retention", "run", ...all, "--dry-run"]);
    expect(json<Expiry>(["retention", "run", ...all, "--confirm", String(total)])).toMatchObject({
      dryRun: false,
      total,
    });
    expect(tooWide([shown, list, done(["retention", "run", ...all, "--dry-run"])].join("\n"))).toEqual([]);
    expect(json<Verification>(["verify", ...all]).ok).toBe(true);
  });

  test("takes no delivery twice, and says so on one line with a hint", () => {
    const { code, out, err } = run(["link", ...files, at("H01.delivery.csv")]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(/^koppel: .*H01\.delivery\.csv.*\n {2}.+\n$/);
    const { out: document } = run(["link", ...files, at("H01.delivery.csv"), "--json"]);
    const { error } = JSON.parse(document) as { error: Record<string, string> };
    expect(error).toMatchObject({ code: expect.stringMatching(/^[A-Z_]+$/), file: at("H01.delivery.csv") });
  });

  test.each([
    ["WRONG_SECRET", ["status", ...files], { KOPPEL_PASSPHRASE: "wrong-horse" }],
    ["SECRET_MISSING", ["status", ...files], { KOPPEL_PASSPHRASE: "" }],
    ["TABLE_NOT_FOUND", ["status", "--table", at("no.db")], {}],
    ["RING_NOT_FOUND", ["status", ...files.slice(0, 2), "--keys", at("no.json")], {}],
    ["UNKNOWN_REGISTRY", ["pseudonymise", "x.csv", "--provider", "H01", "--registry", "NKR", "--out", at("x")], {}],
    ["FILE_EXISTS", ["init", ...files], {}],
  ])("says no with %s", (code, args, env) => {
    const ran = run([...args, "--json"], { ...ENV, KOPPEL_TABLE: at("w", "koppel.db"), ...env });
    expect(ran.code).toBe(1);
    expect(JSON.parse(ran.out)).toMatchObject({ error: { code, hint: expect.any(String) } });
  });

  test("stops on Ctrl-C with 130 and leaves nothing", async () => {
    const out = at("stopped");
    const args = [BIN, "synth", "--persons", "3000000", "--out", out];
    const child = spawn(process.execPath, args, { env: ENV, stdio: ["ignore", "ignore", "pipe"] });
    const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
    while (!existsSync(out) || readdirSync(out).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill("SIGINT");
    expect(await ended).toBe(130);
    expect(readdirSync(out)).toEqual([]);
  });

  test("shows no secret anywhere", () => {
    expect(spoken.length).toBeGreaterThan(20);
    expect(spoken.filter((text) => text.includes(PASSPHRASE) || text.includes("wrong-horse"))).toEqual([]);
    const ring = readFileSync(at("k", "keys.json"), "utf8");
    const wrapped = [...ring.matchAll(/"wrapped": "([^"]+)"/g)].map(([, value]) => value!);
    expect(wrapped.length).toBeGreaterThan(2);
    expect(wrapped.filter((value) => spoken.some((text) => text.includes(value)))).toEqual([]);
  });
});

describe("init", () => {
  test("refuses keys in the folder of the table, and leaves nothing behind when it fails", () => {
    const root = scratch();
    const table = join(root, "made", "deep", "koppel.db");
    const beside = run(["init", "--table", table, "--keys", join(root, "made", "deep", "keys.json"), "--json"]);
    expect(JSON.parse(beside.out)).toMatchObject({ error: { code: "KEYS_BESIDE_TABLE" } });
    symlinkSync(root, join(root, "round"));
    const around = run(["init", "--table", table, "--keys", join(root, "round", "made", "deep", "k.json"), "--json"]);
    expect(JSON.parse(around.out)).toMatchObject({ error: { code: "KEYS_BESIDE_TABLE" } });
    rmSync(join(root, "round"));
    const failed = run(["init", "--table", table, "--keys", join(root, "k", "keys.json"), "--purpose", "ZZ=report"]);
    expect(failed.code).toBe(1);
    expect(readdirSync(root)).toEqual([]);
    rmSync(root, { recursive: true });
  });

  test("takes its secret from a passphrase file or a key file", () => {
    const root = scratch();
    writeFileSync(join(root, "phrase"), `${PASSPHRASE}\nignored\n`);
    writeFileSync(join(root, "key"), Buffer.alloc(32, 7));
    for (const [option, file] of [
      ["--passphrase-file", "phrase"],
      ["--key-file", "key"],
    ] as const) {
      const secret = [option, join(root, file)];
      const files = ["--table", join(root, `${file}-table`, "t.db"), "--keys", join(root, `${file}-keys`, "keys.json")];
      const env = { ...ENV, KOPPEL_PASSPHRASE: "" };
      done(["init", ...files, ...secret], env);
      expect(run(["status", ...files, ...secret], env).code).toBe(0);
      expect(run(["status", ...files], { ...ENV, KOPPEL_PASSPHRASE: "another" }).code).toBe(1);
    }
    rmSync(root, { recursive: true });
  });
});

describe("usage", () => {
  test.each([
    [["lnik"], "Did you mean koppel link?"],
    [["registry", "ad"], "Did you mean koppel registry add?"],
    [["link", "--thread", "2", "x"], "Did you mean --threads?"],
    [["link"], "FILE is missing"],
    [["finalise", "x"], "Give --out FILE or --out-dir DIR."],
    [["finalise", "x", "y", "--out", "z"], "--out is for one file"],
    [["keys", "map", "NKKR", "--out", "x"], "--from or --out is missing"],
    [["keys", "map", "--check", "x"], "A public key is 64 hex digits."],
    [["decide", "14", "maybe", "--reason", "x"], "neither same nor different"],
    [["decide", "14", "same"], "--reason TEXT is missing"],
    [["synth", "--out", "x", "--persons", "many"], "--persons is out of range"],
  ])("%j exits 2 with a hint", (args, hint) => {
    const { code, out, err } = run(args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(hint);
  });

  test("help is asked for in general and of a verb", () => {
    expect(done(["--help"])).toContain("usage: koppel VERB");
    expect(done(["keys", "rotate", "--help"])).toContain("usage: koppel keys rotate");
  });

  test("an old Node is told what to do", () => {
    const source = readFileSync(BIN, "utf8").replace("process.versions.node", '"20.1.0"').replace(/^#!.*/, "");
    const { status, stderr } = spawnSync(process.execPath, ["-e", source], { encoding: "utf8" });
    expect(status).toBe(2);
    expect(stderr).toContain("koppel needs Node 24 or newer");
  });

  test("a reader that stops reading is no fault", () => {
    const line = `"${process.execPath}" "${BIN}" --help | head -n 1; exit \${PIPESTATUS[0]}`;
    const { status, stderr } = spawnSync("bash", ["-c", line], { encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });
});

test("the demo tells its story and keeps to its own folder", () => {
  const root = scratch();
  const { code, out } = run(["demo", "--persons", "1000"], ENV, root);
  expect(code).toBe(0);
  expect(readdirSync(root)).toEqual(["koppel-demo"]);
  expect(tooWide(out)).toEqual([]);
  const variables = [...out.matchAll(/(KOPPEL_[A-Z]+)=(\S+)/g)].map(([, name, value]) => [name!, value!] as const);
  const commands = [...out.matchAll(/^ {2}npx koppel (.+)$/gm)].map(([, line]) => line!.split(" "));
  expect(commands).toHaveLength(3);
  for (const args of commands) expect(run(args, { ...ENV, ...Object.fromEntries(variables) }, root).code).toBe(0);

  expect(run(["demo", "--persons", "500", "--keep", "koppel-demo/keys"], ENV, root).err).toContain("no demo made it");
  expect(existsSync(join(root, "koppel-demo", "keys", "keys.json"))).toBe(true);
  rmSync(root, { recursive: true });
});
