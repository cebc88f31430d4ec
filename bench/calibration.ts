/**
 * How close estimates without labels come to the truth: many synthetic populations are linked, calibrated, and only then compared with
 * who is who.
 *
 *     npm run bench:calibration -- [seeds] [persons]
 *
 * Prints tables and writes bench/results/calibration.json. Of a class with 30 false pairs or more, the true number should lie in the
 * stated 95 % interval; `bias` is how far the sum of the estimates is from the sum of the truth, in percent. Links are those of the
 * calibrated model, C being `individual`, against an oracle that knows the truth and keeps to the same precision.
 */
import type { PopulationOptions } from "@koppel/synth";

import { saveResult } from "./result.ts";
import { linkedTable, withPopulation } from "./support/populations.ts";

const [seeds = 20, persons = 200_000] = process.argv.slice(2).map(Number);
const LARGE = 30;
/** False pairs, true and estimated, below which a class says nothing. */
const FEW = 10;
const MAX_FALSE_SHARE = 0.001;

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

/** Precision and recall of the links of one table, and the recall of the oracle. */
interface Links {
  readonly precision: number;
  readonly recall: number;
  readonly oracle: number;
  readonly reviewRecall: number;
  readonly load: number;
}

const classes: Record<string, unknown>[] = [];
const links: Record<string, unknown>[] = [];
for (const [population, options] of Object.entries(populations)) {
  const tallies = new Map<string, Tally>();
  const made: Links[] = [];
  for (let seed = 1; seed <= seeds; seed++)
    await withPopulation({ ...options, seed }, async (data) => void made.push(await tally(data, tallies)));
  const ordered = [...tallies].toSorted((a, b) => b[1].false - a[1].false);
  const told = ordered.filter(([, all]) => all.false + all.estimated >= FEW);
  classes.push(...told.map(([name, all]) => ({ population, class: name, ...shown(all) })));
  const sum = (of: (all: Tally) => number): number => ordered.reduce((total, [, all]) => total + of(all), 0);
  const [large, largeInside] = [sum((all) => all.large), sum((all) => all.largeInside)];
  classes.push({ population, class: "all with 30 false pairs or more", large, largeInside });
  const least = (of: (one: Links) => number): number => rounded(Math.min(...made.map(of)));
  const mean = (of: (one: Links) => number): number => rounded(made.reduce((all, one) => all + of(one), 0) / seeds);
  links.push({
    population,
    precision: mean(({ precision }) => precision),
    leastPrecision: least(({ precision }) => precision),
    recall: mean(({ recall }) => recall),
    oracle: mean(({ oracle }) => oracle),
    leastLead: least(({ recall, oracle }) => recall - oracle),
    leastReviewRecall: least(({ reviewRecall }) => reviewRecall),
    mostLoad: -least(({ load }) => -load),
  });
}
console.table(classes);
console.table(links);
saveResult("calibration", { seeds, persons, maxFalseShare: MAX_FALSE_SHARE, classes, links });

async function tally(data: Parameters<typeof linkedTable>[0], tallies: Map<string, Tally>): Promise<Links> {
  const table = await linkedTable(data, "individual");
  const { classes, version } = await table.calibrate({ maxFalseShare: MAX_FALSE_SHARE });
  table.useModel(version);
  await table.relink();
  const { thresholds, patients, cases, localPatients } = await table.evaluate(data.truth);
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
  const { precision, recall, withPerfectReview } = patients.acrossProviders;
  const oracle = thresholds.boundOracle.findLast((point) => point.precision >= 1 - MAX_FALSE_SHARE)?.recall ?? 0;
  return { precision, recall, oracle, reviewRecall: withPerfectReview.recall, load: cases / localPatients };
}

function rounded(value: number): number {
  return Number(value.toFixed(5));
}

function shown({ false: actual, estimated, inside, seeds: of, large, largeInside }: Tally): Record<string, unknown> {
  const bias = actual === 0 ? null : Math.round((estimated / actual - 1) * 1000) / 10;
  return { false: actual, estimated: Math.round(estimated * 10) / 10, bias, inside, of, large, largeInside };
}
