import { byTextColumn } from "../evidence/texts.ts";
import type { Slab } from "../intake/slab.ts";
import type { LinkedShare } from "../workers/link-task.ts";
import type { Basis, OpenTable } from "./open-table.ts";
import type { JobOptions } from "./results.ts";
import { standingVerdicts } from "./verdicts.ts";

/** What a run links. */
export interface Linking {
  readonly run: number;
  readonly basis: Basis;
  /** New records. Where they fall, the birth groups that they belong to are linked. */
  readonly slabs: readonly Slab[];
  /** Partitions all of whose birth groups are linked. */
  readonly whole: readonly number[];
  /** By partition, one of `whole`: keys of records to be erased first. */
  readonly erased?: ReadonlyMap<number, Uint32Array>;
  /** Tell how persons differ from what they were. */
  readonly compare?: boolean;
}

const NOTHING = new Uint8Array(0);

/** Links partitions in the threads; segments are written as they come, what follows from them is given back by partition. */
export async function linkPartitions(
  table: OpenTable,
  { run, basis, slabs, whole, erased, compare = false }: Linking,
  options: JobOptions,
): Promise<LinkedShare[]> {
  const all = new Set(whole);
  const partitions = Array.from({ length: table.setup.partitions }, (_, p) => p).filter(
    (p) => all.has(p) || slabs.some(({ offsets }) => offsets[p + 1] > offsets[p]),
  );
  const context = table.context(basis);
  const cases = Map.groupBy(
    table.store.cases().filter(({ state }) => state === "open"),
    ({ partition }) => partition,
  );
  const verdicts = standingVerdicts(table.store);
  const tasks = table.shares(partitions).map((share) => ({
    context,
    run,
    slabs,
    compare,
    work: share.map((partition) => ({
      partition,
      whole: all.has(partition),
      erased: erased?.get(partition),
      verdicts: verdicts.within(partition),
      cases: (cases.get(partition) ?? []).map(({ id, birthGroup }) => ({ id, birthGroup })),
    })),
  }));
  const linked: LinkedShare[] = [];
  await table.pool.runAll(
    "link",
    tasks,
    (shares) => {
      for (const share of shares) {
        table.store.removeSegments(share.partition, share.replaces);
        if (share.segment.statements > 0) table.store.addSegment(share.partition, share.segment);
        const segment = { ...share.segment, evidence: NOTHING, records: NOTHING, texts: byTextColumn(() => NOTHING) };
        linked.push({ ...share, segment });
      }
      options.onProgress?.({ phase: "link", done: linked.length, total: partitions.length, unit: "partitions" });
    },
    options.signal,
  );
  options.signal?.throwIfAborted();
  table.keepBasis(basis);
  return linked.toSorted((a, b) => a.partition - b.partition);
}
