import { join } from "node:path";

import { LinkTable, type QualityPanel } from "@koppel/core";
import { keyCheck, typesByName, type Purpose } from "@koppel/pseudonym";
import { writeDeliveries, type PopulationOptions } from "@koppel/synth";

import { OpenTable } from "../../packages/core/src/table/open-table.ts";
import { qualityOf } from "../../packages/core/src/table/quality.ts";
import { SqliteStore } from "../../packages/core/src/store/sqlite-store.ts";
import { WorkerPool } from "../../packages/core/src/workers/pool.ts";
import { pairTruth, type PairTruth } from "./pair-truth.ts";
import { SOURCE_KEY } from "./patients.ts";
import { makeRing } from "./tables.ts";

/** What the quality panel says of one population, beside the truth. */
export interface PanelOutcome {
  readonly panel: QualityPanel;
  /** The figures that have a truth. */
  readonly estimates: readonly {
    readonly name: string;
    readonly truth: number;
    /** Null where the table cannot tell. */
    readonly estimate: number | null;
    /** Whether the interval holds the truth. */
    readonly inside: boolean;
  }[];
  readonly linkSeconds: number;
  readonly countSeconds: number;
}

/** What the truth of an estimate is. */
const compared: Readonly<Record<string, keyof PairTruth>> = {
  "false-links": "false",
  "false-links-decoys": "false",
  "missed-links-capture": "missedWithin",
  "missed-links-variation": "missed",
};

const TYPES = ["NGGV", "sNGGV", "NGG", "sNGG", "C", "RGG", "GG"];

/** Makes a population in an empty folder, links it, under a model of its own where `calibrated`, and compares the panel with the truth. */
export async function measurePanel(
  folder: string,
  options: PopulationOptions,
  purposeOfC: Purpose,
  { calibrated = false, threads }: { readonly calibrated?: boolean; readonly threads?: number } = {},
): Promise<PanelOutcome> {
  const { truth, files, providers } = await writeDeliveries(folder, {
    ...options,
    registry: "R",
    types: typesByName(TYPES),
  });
  const ring = await makeRing(join(folder, "keys"));
  const path = join(folder, "table.db");
  const table = LinkTable.create({ path, ring, threads, sourceCheck: keyCheck(SOURCE_KEY) });
  table.addRegistry({ name: "R", types: TYPES });
  for (const provider of providers) table.addProvider(provider);
  table.setPurpose("C", purposeOfC);
  const { seconds: linkSeconds } = await table.link(files);
  if (calibrated) {
    table.useModel((await table.calibrate()).version);
    await table.relink();
  }
  await table.close();
  const open = new OpenTable(SqliteStore.open(path), ring, new WorkerPool(threads));
  try {
    const panel = await qualityOf(open, {});
    const pairs = await pairTruth(open, truth);
    const estimates = panel.table.flatMap(({ name, count, rate, interval }) => {
      const kind = compared[name];
      if (kind === undefined) return [];
      const real = pairs[kind];
      // The share that the figure's rate estimates: of linked pairs, or of true pairs.
      const realRate =
        kind === "false" ? real / pairs.linked : real / (real + pairs[kind === "missed" ? "correct" : "correctWithin"]);
      const inside = interval !== null && interval[0] <= realRate && realRate <= interval[1];
      return [{ name, truth: real, estimate: rate === null ? null : Number(count), inside }];
    });
    return { panel, estimates, linkSeconds, countSeconds: panel.seconds };
  } finally {
    await open.pool.close();
    open.store.close();
  }
}
