import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Evaluation, Quality, QualityPanel, TableStatus, Told } from "@koppel/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** What `--json` gives, as far as it is looked at. */
interface Report {
  readonly fingerprint: string;
  readonly records: Told;
  readonly providers: readonly { readonly name: string; readonly records: Told }[];
  readonly cases: { readonly open: Told; readonly kinds: readonly { readonly kind: string; readonly cases: Told }[] };
  readonly quality: QualityPanel;
  readonly evaluation: {
    readonly links: Quality;
    readonly withPerfectReview: Quality;
    readonly classes: readonly { readonly pairs: Told; readonly correct: number | null }[];
  } | null;
}

const BIN = new URL("../apps/cli/bin/koppel.js", import.meta.url).pathname;
const BROWSER = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) =>
  existsSync(path),
);

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--dump-dom",
];

const folder = mkdtempSync(join(tmpdir(), "koppel-report-"));
const truth = "koppel-demo/hospitals/truth.csv";
const env = {
  PATH: process.env["PATH"],
  HOME: folder,
  CI: "1",
  KOPPEL_TABLE: "koppel-demo/table/koppel.db",
  KOPPEL_KEYS: "koppel-demo/keys/keys.json",
  KOPPEL_PASSPHRASE: "demo-only",
};

function koppel(...args: string[]): { code: number | null; out: string } {
  const { status, stdout } = spawnSync(process.execPath, [BIN, ...args], { cwd: folder, env, encoding: "utf8" });
  return { code: status, out: stdout };
}

const json = <T>(...args: string[]): T => JSON.parse(koppel(...args, "--json").out) as T;

let report: Report;
let page: string;

beforeAll(() => {
  koppel("demo", "--persons", "2000");
  report = json<Report>("report", "--truth", truth, "--out", "report.html");
  page = readFileSync(join(folder, "report.html"), "utf8");
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The rows of the table with a caption, as the page shows them. */
function rowsOf(caption: string): string[][] {
  const table = page.split("<table>").find((own) => own.includes(caption))!;
  const [, ...rows] = table.split("</table>")[0]!.split("<tr>").slice(1);
  return rows.map((row) => [...row.matchAll(/<t[hd][^>]*>([^<]*)</g)].map(([, cell]) => cell!.replaceAll("&lt;", "<")));
}

const shown = (told: number | string): string => (typeof told === "number" ? told.toLocaleString("en-GB") : told);

test("the page is well formed and asks for nothing from elsewhere", () => {
  const open: string[] = [];
  for (const [, close, name, empty] of page.matchAll(/<(\/?)([a-z]+\d?)(?:\s+[a-zA-Z][\w-]*="[^"<]*")*\s*(\/?)>/g)) {
    if (close === "/") expect(open.pop()).toBe(name);
    else if (empty === "") open.push(name!);
  }
  expect(open).toEqual([]);
  // Every < begins a tag of the kind above, or the declaration.
  const tags = page.match(/<\/?[a-z]+\d?(?:\s+[a-zA-Z][\w-]*="[^"<]*")*\s*\/?>/g)!;
  expect(page.split("<").length - 1).toBe(tags.length + 1);
  expect(page).not.toMatch(/https?:|src=|href=|url\(|@import|<script|<link|<iframe/);
});

test("its figures are those of --json, and these those of the other verbs", () => {
  const status = json<TableStatus>("status");
  const evaluation = json<Evaluation>("evaluate", "--truth", truth);
  expect(report.records).toBe(status.records);
  expect(report.providers).toEqual(status.providers.map(({ name, records }) => ({ name, records })));
  expect(report.cases.open).toBe(status.cases.open);
  expect(report.evaluation!.links).toMatchObject({ recall: evaluation.patients.acrossProviders.recall });

  expect(rowsOf("Providers\n")).toEqual(report.providers.map(({ name, records }) => [name, shown(records)]));
  expect(rowsOf("Open cases by what they ask").slice(0, -1)).toEqual(
    report.cases.kinds.map(({ kind, cases }) => [kind, shown(cases)]),
  );
  const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;
  const { links, withPerfectReview } = report.evaluation!;
  expect(rowsOf("Where the links stand").slice(0, 2)).toEqual([
    ["the links as they are", percent(links.precision), percent(links.recall)],
    ["after a perfect review of all cases", percent(withPerfectReview.precision), percent(withPerfectReview.recall)],
  ]);
  const classes = rowsOf("Pairs that share a value, linked or not, by class");
  expect(classes.map((row) => row[2])).toEqual(report.evaluation!.classes.map(({ pairs }) => shown(pairs)));
  expect(classes.some((row) => row[2] === "<10" && row[3] === "")).toBe(true);
  expect(report.evaluation!.classes.every(({ pairs, correct }) => (pairs === "<10") === (correct === null))).toBe(true);
});

test("its quality is that of `koppel quality`, where nothing is hidden", () => {
  const { table, safeTable, seconds: _, ...panel } = json<QualityPanel>("quality");
  expect(report.quality).toEqual({ ...panel, table: safeTable });
  const told = safeTable.flatMap((figure, i) => (figure.rate === null ? [] : [[figure, table[i]!]]));
  expect(told.length).toBeGreaterThan(8);
  expect(told.length).toBeLessThan(table.length);
  for (const [safe, open] of told) {
    expect(safe).toEqual({ ...open, count: safe!.count, of: safe!.of });
    expect(Math.abs(Number(safe!.count) - Number(open!.count))).toBeLessThanOrEqual(0.5);
  }
  expect(rowsOf("The whole table").map((row) => row[0])).toEqual(panel.figures.map(({ title }) => title));
  expect(rowsOf("In an open case (hospitals and registries)").map((row) => row[1])).toEqual(
    [{ figures: safeTable }, ...panel.providers, ...panel.registries].map(({ figures }) =>
      shown(figures.find(({ name }) => name === "in-review")!.count!),
    ),
  );
  for (const { assumes } of panel.figures) expect(page).toContain(assumes.replaceAll("'", "&#39;"));
});

test("the terminal tells the same within 80 columns, and without a truth all but the evaluation", () => {
  const { out } = koppel("report", "--truth", truth);
  expect(out.split("\n").filter(({ length }) => length > 80)).toEqual([]);
  const headings = [...page.matchAll(/<h2>([^<]+)</g)].map(([, heading]) => heading!.toUpperCase());
  expect(out.split("\n").filter((line) => headings.includes(line))).toEqual(headings);
  expect(json<Report>("report")).toMatchObject({ evaluation: null, fingerprint: report.fingerprint });
});

test("a report is not written over a file", () => {
  writeFileSync(join(folder, "taken.html"), "mine");
  const { code, out } = koppel("report", "--out", "taken.html", "--json");
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({ error: { code: "FILE_EXISTS" } });
  expect(readFileSync(join(folder, "taken.html"), "utf8")).toBe("mine");
});

// Skipped where there is no Chromium.
describe.skipIf(BROWSER === undefined)("in a browser", () => {
  test.each([
    ["a desk", 1000],
    ["a small window", 500],
  ])("on %s nothing is cut off", (_, width) => {
    const measure = `
const root = document.documentElement;
const out = [...document.querySelectorAll("svg")].flatMap((svg) => {
  const { right } = svg.getBoundingClientRect();
  return [...svg.querySelectorAll("text")].filter((text) => text.getBoundingClientRect().right > right + 0.5);
});
document.title = [root.scrollWidth - root.clientWidth, out.length, document.querySelectorAll("svg").length].join();`;
    const measured = join(folder, `measured-${width}.html`);
    writeFileSync(measured, page.replace("</body>", `<script>${measure}</script></body>`));
    const { stdout } = spawnSync(
      BROWSER!,
      [...FLAGS, `--user-data-dir=${join(folder, "browser")}`, `--window-size=${width},900`, `file://${measured}`],
      { encoding: "utf8" },
    );
    expect(/<title>([^<]*)</.exec(stdout)?.[1]).toBe("0,0,6");
  });
});
