import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Action, Model, ModelSummary, Relinking, TableStatus } from "@koppel/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** What `--json` gives, as far as it is looked at. */
interface Shown extends Model {
  readonly inForce: boolean;
  readonly totals: Readonly<Record<Action, { readonly pairs: number; readonly false: number }>> | null;
}
interface Difference {
  readonly from: string;
  readonly to: string;
  readonly relinking: Relinking | null;
  readonly classes: readonly {
    readonly pairs: number | null;
    readonly from: { readonly action: Action };
    readonly to: { readonly action: Action };
  }[];
}

const BIN = new URL("../apps/cli/bin/koppel.js", import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), "koppel-models-"));
const PROVIDERS = ["H01", "H02", "H03", "H04"];
afterAll(() => rmSync(folder, { recursive: true }));

/** The command on one table of the folder. */
class Command {
  readonly #env: NodeJS.ProcessEnv;

  constructor(name: string) {
    this.#env = {
      PATH: process.env["PATH"],
      HOME: folder,
      CI: "1",
      KOPPEL_TABLE: `${name}/koppel.db`,
      KOPPEL_KEYS: `${name}-keys/keys.json`,
    };
  }

  run(line: string): { code: number | null; out: string; err: string } {
    // A key file opens faster than a passphrase.
    const secret = line.startsWith("synth") ? [] : ["--key-file", "secret"];
    const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...line.split(" "), ...secret], {
      cwd: folder,
      env: this.#env,
      encoding: "utf8",
    });
    return { code: status, out: stdout, err: stderr };
  }

  text(line: string): string {
    const { code, out, err } = this.run(line);
    if (code !== 0) throw new Error(`koppel ${line} exits ${code}: ${out}${err}`);
    const wide = out.split("\n").filter(({ length }) => length > 80);
    if (wide.length > 0) throw new Error(`koppel ${line} is wider than a terminal: ${wide[0]}`);
    return out;
  }

  json<T>(line: string): T {
    return JSON.parse(this.run(`${line} --json`).out) as T;
  }

  /** Makes the table and links the patient files of `files`. */
  begin(files: (provider: string) => string): string {
    this.text("init");
    this.text("registry add R --types NGGV,sNGGV,NGG,sNGG,C,RGG,GG");
    this.text(`provider add ${PROVIDERS.join(" ")}`);
    const deliveries = PROVIDERS.map((provider) => `${files(provider)}.delivery.csv`);
    for (const [i, provider] of PROVIDERS.entries())
      this.text(`pseudonymise ${files(provider)} --provider ${provider} --registry R --out ${deliveries[i]}`);
    return this.text(`link ${deliveries.join(" ")}`);
  }
}

const table = new Command("table");
let linked: string;

beforeAll(() => {
  writeFileSync(join(folder, "secret"), Buffer.alloc(32, 3));
  table.text(`synth --persons 2500 --providers ${PROVIDERS.length} --seed 5 --out synth`);
  linked = table.begin((provider) => `synth/${provider}.patients.csv`);
});

const one = (text: string): string => text.replaceAll(/\s+/g, " ");

describe("a table with patient numbers", () => {
  test("names the shipped default as such, and acts as the purposes let it", () => {
    expect(linked).toContain("Model default-1 (shipped default, not calibrated on this table):");
    expect(table.text("status")).toContain("shipped default, not calibrated on this table");
    const action = (): string | undefined =>
      table
        .json<Shown>("model show")
        .classes.find(({ name, place, side }) => `${name} ${place} ${side}` === "name-differs place6 other-provider")
        ?.action;
    expect(action()).toBe("review");
    table.text("purpose set C=individual");
    expect(action()).toBe("link");
    table.text("purpose set C=corroborate");
  });

  test("calibrates by decoys to targets, and keeps all models", () => {
    const made = table.json<Shown>("model calibrate");
    expect(made).toMatchObject({ version: "calibrated-1", method: "decoys", inForce: false });
    expect(made.targets!.maxFalseShare).toBe(0.001);
    expect(made.totals!.link.false / made.totals!.link.pairs).toBeLessThanOrEqual(0.001);
    expect(made.totals!.review.pairs).toBeGreaterThan(0);
    const open = made.classes.reduce((sum, { estimate }) => sum + estimate!.open, 0);
    expect(Object.values(made.totals!).reduce((sum, { pairs }) => sum + pairs, 0)).toBe(open);

    const strict = table.text("model calibrate --max-review 0 --max-false-share 0.0001");
    expect(one(strict)).toContain("calibrated on this table by decoys.");
    expect(one(strict)).toContain("go to review 0 ");
    expect(strict).toContain("koppel model use calibrated-2");
    expect(table.json<ModelSummary[]>("model list").map(({ version, inForce }) => [version, inForce])).toEqual([
      ["default-1", true],
      ["calibrated-1", false],
      ["calibrated-2", false],
    ]);
    expect(table.text("model list").split("\n")[1]).toMatch(/\* {2}default-1 /);
  });

  test("is shown within 80 columns: every class that has pairs, in a table and in a plot", () => {
    const { classes } = table.json<Shown>("model show calibrated-1");
    const told = (options: string): number =>
      table.text(`model show calibrated-1${options}`).match(/^.{30,}[●◆○] (link|review|apart)$/gm)!.length;
    expect(told("")).toBe(classes.filter(({ estimate }) => estimate!.pairs > 0).length);
    expect(told(" --all")).toBe(classes.length);
    expect(table.text("model show default-1")).toContain("nothing of this table was\ncounted");
  });

  test("the difference told is what use and relink then make", () => {
    const before = table.json<TableStatus>("status");
    const difference = table.json<Difference>("model diff");
    expect(table.json<TableStatus>("status")).toEqual(before);
    expect(difference).toMatchObject({ from: "default-1", to: "calibrated-2" });
    expect(difference.relinking!.difference.broken).toBeGreaterThan(0);
    const text = table.text("model diff calibrated-2");
    const { made, broken } = difference.relinking!.difference;
    expect(one(text)).toContain(`would make ${made} link${made === 1 ? "" : "s"}, break ${broken},`);
    const rows = difference.classes.filter(({ pairs, from, to }) => pairs! > 0 && from.action !== to.action);
    expect(text.match(/(link|review|apart) -> (link|review|apart)/g)).toHaveLength(rows.length);
    expect(rows.length).toBeGreaterThan(0);

    expect(table.run("model use calibrated2")).toMatchObject({
      code: 1,
      err: "koppel: the link table has no model of that version\n  Did you mean calibrated-2?\n",
    });
    table.text("model use calibrated-2");
    expect(table.json<TableStatus>("status")).toMatchObject({ model: "calibrated-2", linkedUnder: "default-1" });
    expect(table.text("status")).toContain("default-1, until koppel relink");
    const done = table.json<Relinking>("relink");
    const timeless = { dryRun: false, seconds: 0 };
    expect({ ...done, ...timeless }).toEqual({ ...difference.relinking, ...timeless });
    expect(table.json<TableStatus>("status")).toMatchObject({ model: "calibrated-2", linkedUnder: "calibrated-2" });

    // Of two models nothing is linked.
    const models = table.json<Difference>("model diff calibrated-1 default-1");
    expect(models).toMatchObject({ from: "calibrated-1", to: "default-1", relinking: null });
    expect(models.classes.filter(({ from, to }) => from.action !== to.action).length).toBeGreaterThan(0);
  });
});

test("without patient numbers every output says that nothing checks the shares", () => {
  const bare = new Command("bare");
  bare.begin((provider) => {
    const lines = readFileSync(join(folder, `synth/${provider}.patients.csv`), "utf8")
      .trimEnd()
      .split("\n");
    const mrn = lines[0]!.split(",").indexOf("mrn");
    expect(mrn).toBeGreaterThan(0);
    const without = lines.map((line) => line.split(",").toSpliced(mrn, 1).join(","));
    writeFileSync(join(folder, `${provider}.bare.csv`), `${without.join("\n")}\n`);
    return `${provider}.bare.csv`;
  });
  const unchecked = "from patterns alone, unchecked by patient numbers";
  expect(one(bare.text("model calibrate --use"))).toContain(unchecked);
  expect(bare.json<Shown>("model show")).toMatchObject({ method: "patterns", inForce: true });
  for (const verb of ["model use calibrated-1", "status", "model list", "model diff", "relink"])
    expect(one(bare.text(verb))).toContain(unchecked);
  expect(one(bare.text("model show"))).toContain("nothing in this table checks them");
});
