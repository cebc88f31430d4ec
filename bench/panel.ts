/**
 * The quality panel against the truth, on synthetic populations of several seeds: what it estimates, how far that is off, and how often
 * the truth lies inside the interval.
 *
 *     npm run bench:panel -- [persons] [seeds]
 *
 * Prints a table and writes bench/results/panel.json.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { saveResult } from "./result.ts";
import { measurePanel, type PanelOutcome } from "../test/support/panel-outcome.ts";

const [persons = 100_000, seeds = 10] = process.argv.slice(2).map(Number) as [number?, number?];
const general = { data: "general", profile: "general", persons } as const;
const children = { data: "children", profile: "children", persons: Math.round(persons * 0.6) } as const;
const settings = [
  { ...general, purpose: "individual", model: "calibrated" },
  { ...general, purpose: "corroborate", model: "calibrated" },
  { ...general, purpose: "individual", model: "shipped" },
  { ...children, purpose: "individual", model: "calibrated" },
  { ...children, purpose: "individual", model: "shipped" },
] as const;

const rows: Record<string, unknown>[] = [];
for (const { data, profile, purpose, model, persons: size } of settings) {
  const outcomes: PanelOutcome[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const folder = mkdtempSync(join(tmpdir(), "koppel-panel-"));
    try {
      const calibrated = model === "calibrated";
      const outcome = await measurePanel(folder, { persons: size, providers: 8, seed, profile }, purpose, {
        calibrated,
      });
      outcomes.push(outcome);
      console.log(JSON.stringify({ data, purpose, model, seed, estimates: outcome.estimates }));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  for (const [f, { name }] of outcomes[0]!.estimates.entries()) {
    const all = outcomes.map(({ estimates }) => estimates[f]!);
    const known = all.filter(({ estimate }) => estimate !== null);
    const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
    rows.push({
      data,
      C: purpose,
      model,
      figure: name,
      truth: Math.round(sum(all.map(({ truth }) => truth)) / all.length),
      estimate: Math.round(sum(known.map(({ estimate }) => estimate!)) / known.length),
      bias: Number((sum(known.map(({ estimate }) => estimate!)) / sum(known.map(({ truth }) => truth)) - 1).toFixed(3)),
      inside: `${all.filter(({ inside }) => inside).length} of ${all.length}`,
    });
  }
}
console.table(rows);
saveResult("panel", { persons, seeds, rows });
