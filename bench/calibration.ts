/**
 * How close estimates without labels come to the truth: many synthetic populations are linked, calibrated, and only then compared with
 * who is who.
 *
 *     npm run bench:calibration -- [seeds] [persons]
 *
 * Prints a table and writes bench/results/calibration.json. Of a class with 30 false pairs or more, the true number should lie in the
 * stated 95 % interval; `bias` is the sum of the estimates against the sum of the truth.
 */
import type { PopulationOptions } from "@koppel/synth";

import { saveResult } from "./result.ts";
import { linkedTable, withPopulation } from "./support/populations.ts";

const [seeds = 20, persons = 200_000] = process.argv.slice(2).map(Number);
const LARGE = 30;

const populations: Record<string, Omit<PopulationOptions, "seed">> = {
  general: { persons, providers: 12 },
  children: { persons: Math.round(persons * 0.3), providers: 12, profile: "children" },
};

/** What became of the estimates of one class over all seeds. */
interface Tally {
  false: number;
  estimated: number;
  inside: number;
  seeds: number;
  largeInside: number;
  large: number;
}

const rows: Record<string, unknown>[] = [];
for (const [name, options] of Object.entries(populations)) {
  const tallies = new Map<string, Tally>();
  for (let seed = 1; seed <= seeds; seed++) await withPopulation({ ...options, seed }, (data) => tally(data, tallies));
  for (const [group, all] of [...tallies].toSorted((a, b) => b[1].false - a[1].false))
    rows.push({ population: name, class: group, ...shown(all) });
  const sum = (of: (all: Tally) => number): number => [...tallies.values()].reduce((total, all) => total + of(all), 0);
  rows.push({
    population: name,
    class: "all with 30 false pairs or more",
    large: sum(({ large }) => large),
    largeInside: sum(({ largeInside }) => largeInside),
  });
}
console.table(rows);
saveResult("calibration", { seeds, persons, rows });

async function tally(data: Parameters<typeof linkedTable>[0], tallies: Map<string, Tally>): Promise<void> {
  const table = await linkedTable(data, "individual");
  const { classes } = await table.calibrate();
  const { thresholds } = await table.evaluate(data.truth);
  await table.close();
  for (const { class: key, pairs, correct } of thresholds.classes) {
    const estimate = classes.find(
      ({ name, place, side }) => `${name} ${place} ${side}` === key && side === "other-provider",
    )?.estimate;
    if (estimate === undefined) continue;
    const actual = pairs - correct;
    const inside = actual >= estimate.low && actual <= estimate.high;
    const known = tallies.get(key) ?? { false: 0, estimated: 0, inside: 0, seeds: 0, largeInside: 0, large: 0 };
    tallies.set(key, {
      false: known.false + actual,
      estimated: known.estimated + estimate.false,
      inside: known.inside + Number(inside),
      seeds: known.seeds + 1,
      large: known.large + Number(actual >= LARGE),
      largeInside: known.largeInside + Number(actual >= LARGE && inside),
    });
  }
}

function shown({ false: actual, estimated, inside, seeds: of, large, largeInside }: Tally): Record<string, unknown> {
  const bias = actual === 0 ? null : Math.round((estimated / actual - 1) * 1000) / 10;
  return { false: actual, estimated: Math.round(estimated * 10) / 10, bias, inside, of, large, largeInside };
}
