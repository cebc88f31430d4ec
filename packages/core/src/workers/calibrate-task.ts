import { PairCounter } from "../calibration/counting.ts";
import type { PairCounts } from "../calibration/pair-counts.ts";
import { Comparison } from "../linking/comparison.ts";
import { birthGroups, localPatients } from "../linking/local-patients.ts";
import { joinBlocks } from "../store/partition-reader.ts";
import { linkContextOf, readerOf, type TableContext } from "./table-context.ts";

/** Partitions whose pairs are to be counted. */
export interface CalibrateTask {
  /** Its model is one under which every class acts. */
  readonly context: TableContext;
  readonly partitions: readonly number[];
}

/** Counts the pairs of some partitions for calibration. */
export function calibrateShare({ context, partitions }: CalibrateTask): PairCounts {
  const { model, anchor, providerOf } = linkContextOf(context);
  const types = model.evidence.map((type) => context.types[type]);
  const providers = providerOf.reduce((most, provider) => Math.max(most, provider), 0) + 1;
  const counter = new PairCounter(model, types, providers);
  for (const partition of partitions) {
    const block = joinBlocks(readerOf(context).read(partition).blocks);
    const patients = localPatients(block, birthGroups(block, anchor), block.present, providerOf);
    counter.add(new Comparison(block, block.present, patients, model));
  }
  return counter.counts();
}
