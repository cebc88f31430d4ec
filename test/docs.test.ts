import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative, resolve } from "node:path";

import type { CaseSummary, Verification } from "@koppel/core";
import { catalogue, manifestSchema } from "@koppel/pseudonym";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { defaultModel } from "../packages/core/src/model/default-model.ts";

const ROOT = resolve(import.meta.dirname, "..");
const BIN = join(ROOT, "apps/cli/bin/koppel.js");
/** Examples lie inside the project, so that they find its packages. */
const EXAMPLES = join(ROOT, "test/.tmp");
const documents = globSync(["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/**/*.md"], { cwd: ROOT });
const read = (document: string): string => readFileSync(join(ROOT, document), "utf8");

interface Block {
  readonly language: string;
  readonly code: string;
}

/** The fenced blocks of a document, in order. */
function blocks(document: string): Block[] {
  return [...read(document).matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)].map(([, language, code]) => ({
    language: language!,
    code: code!,
  }));
}

const examples = documents.flatMap((document) =>
  blocks(document)
    .filter(({ language }) => language === "ts")
    .map(({ code }, i) => ({ document, path: join(EXAMPLES, `${basename(document, ".md")}-${i + 1}.ts`), code })),
);

describe("what the documents tell people to run", () => {
  const scratch = mkdtempSync(join(tmpdir(), "koppel-docs-"));
  const folderOf = (document: string): string => join(scratch, basename(document, ".md"));

  function bash(script: string, folder: string): { status: number | null; stdout: string; stderr: string } {
    mkdirSync(folder, { recursive: true });
    const env = { PATH: `${scratch}:${process.env["PATH"]}`, HOME: folder, CI: "1" };
    const args = ["--norc", "-euo", "pipefail", "-c", script];
    return spawnSync("bash", args, { cwd: folder, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  }

  beforeAll(() => {
    // `npx koppel` as the project's folder has it, from wherever the script stands; the demo is played once and then copied.
    const npx = `#!/bin/sh
[ "$1" = koppel ] || exit 64
shift
[ "$1" = demo ] && [ -d "${scratch}/koppel-demo" ] && exec cp -r "${scratch}/koppel-demo" .
"${process.execPath}" "${BIN}" "$@" || exit
[ "$1" != demo ] || cp -r koppel-demo "${scratch}/koppel-demo"
`;
    writeFileSync(join(scratch, "npx"), npx);
    chmodSync(join(scratch, "npx"), 0o755);
    mkdirSync(EXAMPLES, { recursive: true });
    for (const { path, code } of examples) writeFileSync(path, code);
  });
  afterAll(() => {
    rmSync(scratch, { recursive: true, force: true });
    rmSync(EXAMPLES, { recursive: true, force: true });
  });

  // A document is one script: its shell blocks, and its TypeScript examples where they stand.
  const scripts = documents.filter((document) => blocks(document).some(({ language }) => language === "sh"));
  test.each([...new Set([...scripts, ...examples.map(({ document }) => document)])])("%s", (document) => {
    const own = examples.filter((example) => example.document === document);
    const steps = blocks(document).flatMap(({ language, code }) => {
      if (language === "sh") return [code];
      return language === "ts" ? [`"${process.execPath}" -C dev "${own.shift()!.path}"`] : [];
    });
    const { status, stdout, stderr } = bash(steps.join("\n"), folderOf(document));
    expect(stderr).toBe("");
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringMatching(/\S/) });
  });

  test("the examples type-check", () => {
    const config = {
      extends: "../../tsconfig.json",
      compilerOptions: { noEmit: true, composite: false, incremental: false, rootDir: "." },
      files: examples.map(({ path }) => basename(path)),
    };
    writeFileSync(join(EXAMPLES, "tsconfig.json"), JSON.stringify(config));
    const { stdout } = spawnSync("npx", ["tsc", "-p", EXAMPLES], { cwd: ROOT, encoding: "utf8" });
    expect(stdout).toBe("");
  });

  describe("docs/formats.md shows what there is", () => {
    const shown = [...read("docs/formats.md").matchAll(/^### `koppel (.+)`\n[^#]*?^```json\n([\s\S]*?)^```$/gm)];
    const other = (name: string): unknown =>
      JSON.parse(blocks("docs/formats.md").find(({ language }) => language === `json ${name}`)!.code);
    const folder = join(folderOf("README.md"), "try");
    const inReadme = (script: string): string => {
      const exports = blocks("README.md").flatMap(({ code }) => code.match(/^export .+$/gm) ?? []);
      const { status, stdout, stderr } = bash([...exports, script].join("\n"), folder);
      if (status !== 0 && stdout === "") throw new Error(stderr);
      return stdout;
    };

    const firstCase = (): number => (JSON.parse(inReadme("npx koppel cases --json")) as CaseSummary[])[0]!.id;

    beforeAll(() => {
      const whose = "--provider H01 --registry NKKR --out again.delivery.csv";
      inReadme(`npx koppel synth --persons 2600 --providers 4 --seed 2 --out again
npx koppel pseudonymise again/H01.patients.csv ${whose}`);
    });

    test("results of verbs", () => expect(shown.length).toBeGreaterThan(14));
    test.each(shown.map(([, command, json]) => [command!, json!]))("koppel %s", (command, json) => {
      // Which cases linking still asks about differs from table to table: their order follows the keys.
      const now = command.replace("decide 1 ", () => `decide ${firstCase()} `);
      expect(shape(JSON.parse(json))).toEqual(shape(JSON.parse(inReadme(`npx koppel ${now}`))));
    });

    test("tests that documents name are there", () => {
      const named = documents.flatMap((document) =>
        [...read(document).matchAll(/`((?:test|packages)\/[^`]*\.test\.ts)`/g)].map(([, path]) => path!),
      );
      expect(named.length).toBeGreaterThan(10);
      expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
    });

    test("the operator's guide names every check", () => {
      const section = read("docs/guides/operator.md").split("| check | says |\n")[1]!.split("\n\n")[0]!;
      const { checks } = JSON.parse(inReadme("npx koppel verify --json")) as Verification;
      expect(
        tableOf(section)
          .slice(1)
          .map(([name]) => name)
          .toSorted(),
      ).toEqual(checks.map(({ name }) => name).toSorted());
    });

    test("manifests and key ring", () => {
      const made = JSON.parse(readFileSync(join(folder, "H01.delivery.manifest.json"), "utf8")) as object;
      const manifest = other("manifest") as object;
      expect(manifestSchema.safeParse(manifest).success).toBe(true);
      expect(Object.keys(manifest)).toEqual(Object.keys(made));
      const ring = JSON.parse(readFileSync(join(folder, "keys/keys.json"), "utf8")) as unknown;
      expect(shape(other("key-ring"))).toEqual(shape(ring));
      inReadme("mkdir -p kept && npx koppel backup table --out kept/a.db");
      const kept = JSON.parse(readFileSync(join(folder, "kept/a.db.manifest.json"), "utf8")) as unknown;
      expect(shape(other("backup"))).toEqual(shape(kept));
    });
  });
});

/** The names and kinds of the fields of a result; a list is as its first entry. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [shape(value[0])];
  if (value === null || typeof value !== "object") return typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, shape(field)]));
}

describe("docs/linking.md shows the default model", () => {
  const sections = {
    "Two hospitals": "other-provider",
    "One hospital gave two numbers": "same-provider",
    "Without a patient number": "no-number",
  };
  const percent = (share: number): string => `${Number((share * 100).toPrecision(6))} %`;

  test.each(Object.entries(sections))("%s", (heading, side) => {
    const section = read("docs/linking.md").split(`\n### ${heading}\n`)[1]!.split("\n#")[0]!;
    const [head, , ...rows] = tableOf(section);
    const told = rows.flatMap(([name, ...cells]) =>
      cells.flatMap((cell, i) => (cell === "" ? [] : [`${name} ${head![i + 1]} ${cell}`])),
    );
    const classes = defaultModel.classes.filter((entry) => entry.side === side);
    const stated = classes.map((entry) => `${entry.name} ${entry.place} ${entry.action} ${percent(entry.falseShare)}`);
    expect(told.toSorted()).toEqual(stated.toSorted());
  });

  test("and its figures", () => {
    const text = read("docs/linking.md").replaceAll(/\s+/g, " ");
    expect(new Set(defaultModel.classes.map(({ side }) => side))).toEqual(new Set(Object.values(sections)));
    expect(text).toContain(`with a false share of ${percent(defaultModel.elseFalseShare)}`);
    expect(text).toContain(`the false share is ${percent(defaultModel.sameNumberFalseShare)}`);
    expect(text).toContain(`a margin of ${defaultModel.margin} weaker`);
    expect(text).toContain(`more than ${defaultModel.placeholderLimit} local patients`);
  });
});

test("docs/formats.md shows the catalogue of types", () => {
  const section = read("docs/formats.md").split("\n## Pseudonym types\n")[1]!.split("\n## ")[0]!;
  const told = tableOf(section).map(([name, , purpose]) => `${name} ${purpose}`);
  expect(told.slice(2)).toEqual(catalogue.map(({ name, purpose }) => `${name} ${purpose}`));
});

/** The cells of the first table in a text, code marks taken off. */
function tableOf(text: string): string[][] {
  const lines = text.split("\n").filter((line) => line.startsWith("|"));
  return lines.map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll("`", "")),
  );
}

test("every link inside the documents leads somewhere", () => {
  const slug = (heading: string): string =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, "")
      .replaceAll(" ", "-");
  const headings = (path: string): string[] =>
    [...readFileSync(path, "utf8").matchAll(/^#+ (.+)$/gm)].map(([, heading]) => slug(heading!));
  const broken = documents.flatMap((document) =>
    [...read(document).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)].flatMap(([link, target, anchor]) => {
      const path = target === "" ? join(ROOT, document) : resolve(ROOT, dirname(document), target!);
      const found = existsSync(path) && (anchor === undefined || headings(path).includes(anchor));
      return found ? [] : [`${document}: ${link}`];
    }),
  );
  expect(broken).toEqual([]);
});

test("every code that the documents name is in the sources", () => {
  const sources = globSync(["packages/*/src/**/*.ts", "apps/*/src/**/*.ts"], { cwd: ROOT }).map(read).join("\n");
  const named = documents.flatMap((document) =>
    [...read(document).matchAll(/`([A-Z]+(?:_[A-Z]+)+)`/g)].map(
      ([, code]) => [relative(".", document), code!] as const,
    ),
  );
  expect(named.length).toBeGreaterThan(40);
  expect(named.filter(([, code]) => !new RegExp(`\\b${code}\\b`).test(sources))).toEqual([]);
});
