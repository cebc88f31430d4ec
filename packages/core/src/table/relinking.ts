import { differenceOf, type PersonDifference } from "../linking/difference.ts";
import type { Method, Model } from "../model/model.ts";
import type { Purposes } from "../model/evidence-model.ts";
import type { ClassChange, PairChange } from "../workers/changed-pairs.ts";
import { openCases } from "./cases.ts";
import { Names } from "./names.ts";
import type { OpenTable } from "./open-table.ts";
import { keepOutcome } from "./outcome.ts";
import { linkPartitions } from "./partition-linking.ts";
import type { CaseSummary, JobOptions } from "./results.ts";
import { commitRun, prepareRun } from "./run.ts";

/** How to link everything again; what another model or other purposes would make of it can only be looked at. */
export type RelinkOptions = JobOptions &
  (
    | { readonly dryRun?: false | undefined }
    | { readonly dryRun: true; readonly model?: Model | undefined; readonly purposes?: Purposes | undefined }
  );

/** What linking everything again changed, or would change. */
export interface Relinking {
  readonly run: number;
  readonly dryRun: boolean;
  readonly model: string;
  /** How the shares of the model came about. */
  readonly method: Method;
  /** Pairs of local patients that became one person, and that ceased to be; persons that went up in others, and that came out of others. */
  readonly difference: PersonDifference;
  readonly persons: { readonly before: number; readonly after: number };
  /** Open cases, and how many of them are new and are no longer asked. */
  readonly cases: { readonly before: number; readonly after: number; readonly asked: number; readonly gone: number };
  /** By pattern class: pairs and cases that changed; `bridge` is what changed over birth groups. */
  readonly byClass: readonly (ClassChange & { readonly asked: number; readonly gone: number })[];
  /** A few changed pairs of each class, by a record of each side, with their persons before and after. */
  readonly examples: readonly (Omit<PairChange, "records"> & { readonly records: readonly [string, string] })[];
  readonly seconds: number;
}

/** Examples that are told of each class and kind of change. */
const EXAMPLES = 3;

/** Recomputes everything from evidence, decisions and model, in one run. */
export async function relink(table: OpenTable, options: RelinkOptions): Promise<Relinking> {
  const clock = performance.now();
  const run = prepareRun(table, "relink");
  const { store } = table;
  const { model, purposes } = table.basis();
  const basis = options.dryRun
    ? { model: options.model ?? model, purposes: options.purposes ?? purposes }
    : { model, purposes };
  const work = async (): Promise<Relinking> => {
    const before = standing(table);
    const whole = store.partitions().map(({ partition }) => partition);
    const shares = await linkPartitions(table, { run: run.id, basis, slabs: [], whole, compare: true }, options);
    keepOutcome(table, shares, run.id);
    const after = standing(table);
    const changes = shares.flatMap(({ change }) => change ?? []);
    const transitions = changes.map((change) => change.transitions);
    const difference = differenceOf(transitions, before.bridges, after.bridges);
    const within = differenceOf(transitions, new Map(), new Map());
    const asked = without(after.cases, before.cases);
    const gone = without(before.cases, after.cases);
    const bridge = {
      class: "bridge",
      made: Math.max(0, difference.made - within.made),
      broken: Math.max(0, difference.broken - within.broken),
    };
    const classes = [...changes.flatMap((change) => change.classes), bridge];
    return {
      run: run.id,
      dryRun: options.dryRun ?? false,
      model: basis.model.version,
      method: basis.model.method,
      difference,
      persons: { before: before.persons, after: after.persons },
      cases: { before: before.cases.length, after: after.cases.length, asked: asked.length, gone: gone.length },
      byClass: countClasses(classes, asked, gone),
      examples: choose(
        table,
        changes.flatMap((change) => change.examples),
      ),
      seconds: Math.round(performance.now() - clock) / 1000,
    };
  };
  return commitRun(table, run, options, work, withoutExamples);
}

/** What is kept with the run: it names no records. */
function withoutExamples(result: Relinking): Omit<Relinking, "examples"> {
  const { examples: _, ...told } = result;
  return told;
}

function standing({ store }: OpenTable): {
  bridges: ReadonlyMap<number, number>;
  cases: CaseSummary[];
  persons: number;
} {
  const bridges = store.bridges();
  const persons = store.partitions().reduce((sum, row) => sum + row.persons, 0) - bridges.size;
  return { bridges, cases: openCases(store), persons };
}

function without(cases: readonly CaseSummary[], others: readonly CaseSummary[]): CaseSummary[] {
  const known = new Set(others.map(({ id }) => id));
  return cases.filter(({ id }) => !known.has(id));
}

function countClasses(
  changes: readonly ClassChange[],
  asked: readonly CaseSummary[],
  gone: readonly CaseSummary[],
): Relinking["byClass"] {
  const all = [
    ...changes.map((change) => ({ ...change, asked: 0, gone: 0 })),
    ...asked.map((each) => ({ class: each.class, made: 0, broken: 0, asked: 1, gone: 0 })),
    ...gone.map((each) => ({ class: each.class, made: 0, broken: 0, asked: 0, gone: 1 })),
  ];
  const sum = (same: typeof all, of: "made" | "broken" | "asked" | "gone"): number =>
    same.reduce((total, each) => total + each[of], 0);
  return [...Map.groupBy(all, (each) => each.class)]
    .map(([name, same]) => ({
      class: name,
      made: sum(same, "made"),
      broken: sum(same, "broken"),
      asked: sum(same, "asked"),
      gone: sum(same, "gone"),
    }))
    .filter(({ made, broken, asked: more, gone: less }) => made + broken + more + less > 0)
    .toSorted((a, b) => b.made + b.broken - a.made - a.broken || (a.class < b.class ? -1 : 1));
}

function choose(table: OpenTable, all: readonly PairChange[]): Relinking["examples"] {
  const names = new Names(table);
  return [...Map.groupBy(all, (each) => `${each.class} ${each.change}`).values()].flatMap((same) =>
    same.slice(0, EXAMPLES).map(({ records: [a, b], ...change }) => ({
      ...change,
      records: [names.record(a), names.record(b)] as const,
    })),
  );
}
