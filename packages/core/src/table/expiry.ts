import { dayText } from "../calendar.ts";
import { NO_DATE } from "../evidence/block.ts";
import { KoppelError } from "../errors.ts";
import { firstKept, parseTerm } from "../rights/term.ts";
import { joinWords } from "../evidence/words.ts";
import type { LocatedRecord } from "../workers/locate-task.ts";
import { eraseLocated } from "./erasure.ts";
import { locateKeys } from "./lookup.ts";
import type { OpenTable } from "./open-table.ts";
import { commitRun, prepareRun, type RunOptions } from "./run.ts";
import { classText, termsOf, type RetentionClass, type RetentionTerm } from "./terms.ts";

/** How what has had its term is let go. */
export interface ExpireOptions extends RunOptions {
  /** How much goes, as a dry run told: nobody destroys what he has not seen. */
  readonly confirm?: number | undefined;
  /** The day it is, by default today. */
  readonly now?: Date | undefined;
}

/** What went of one class of data. */
export interface ExpiredClass extends Pick<RetentionTerm, "class" | "registry"> {
  readonly term: string;
  /** The first day that is kept. */
  readonly from: string;
  readonly count: number;
  /** A legal hold keeps all of it. */
  readonly held: boolean;
}

/** What letting go did, or would do. */
export interface Expiry {
  readonly run: number;
  readonly dryRun: boolean;
  /** Everything that went, of all classes that have a term. */
  readonly total: number;
  readonly classes: readonly ExpiredClass[];
}

/** A class whose term is known, and the first day that is kept of it. */
interface Due extends Omit<ExpiredClass, "count" | "from"> {
  readonly first: number;
}

/**
 * Lets everything go that has had its term, in one run: records by the date of the event or without one by that of the delivery, events of
 * the trail from the first on, and requests, enquiries and withdrawn objections. What is of the whole table stays as long as any registry is
 * under a legal hold, for it may be about that one. O(records).
 *
 * @throws KoppelError NOT_CONFIRMED; nothing is gone then
 */
export async function expire(table: OpenTable, options: ExpireOptions): Promise<Expiry> {
  const { confirm, now = new Date(), dryRun = false } = options;
  const { store, trail } = table;
  if (!dryRun && confirm === undefined) throw notConfirmed("nobody has confirmed how much goes");
  const run = prepareRun(table, "expire");
  const due = dueOf(table, now);
  const { keys, located } = await expiredRecords(table, due);
  let base: number | undefined;
  const work = async (): Promise<Expiry> => {
    await eraseLocated(table, located, keys, run.id, options);
    const byRegistry = countByRegistry(table, located);
    const remove: Record<Exclude<RetentionClass, "records">, (before: string) => number> = {
      trail: (before) => {
        const cut = trail.cut(before);
        base = cut?.base;
        return cut?.events ?? 0;
      },
      requests: (before) => store.requests.removeBefore(before),
      enquiries: (before) => store.enquiries.removeBefore(before),
      objections: (before) => store.objections.removeBefore(before),
    };
    const classes = due.map(({ first, ...each }): ExpiredClass => {
      const from = dayText(first);
      if (each.held) return { ...each, from, count: 0 };
      const count = each.class === "records" ? (byRegistry.get(each.registry!) ?? 0) : remove[each.class](from);
      return { ...each, from, count };
    });
    const total = classes.reduce((sum, { count }) => sum + count, 0);
    if (!dryRun && total !== confirm) throw notConfirmed(`${total} would go, not ${confirm}`);
    trail.forgetUnnamed(store.requests.all().flatMap(({ subjects }) => subjects));
    return { run: run.id, dryRun, total, classes };
  };
  const tell = ({ classes }: Expiry): object => ({
    ...Object.fromEntries(classes.map((each) => [classText(each), each.count])),
    ...(base !== undefined && { base }),
  });
  return commitRun(table, run, options, work, tell);
}

function dueOf(table: OpenTable, now: Date): Due[] {
  const terms = termsOf(table);
  const anyHeld = terms.some(({ hold }) => hold !== null);
  return terms.flatMap(({ class: name, registry, term, hold }) =>
    term === null
      ? []
      : [
          {
            class: name,
            registry,
            term,
            first: firstKept(parseTerm(term), now),
            held: registry === null ? anyHeld : hold !== null,
          },
        ],
  );
}

/** The records that have had their term, with their keys (`n * 4` words). */
async function expiredRecords(
  table: OpenTable,
  due: readonly Due[],
): Promise<{ keys: Uint32Array; located: LocatedRecord[] }> {
  const { store } = table;
  const names = new Map(store.registries().map(({ id, name }) => [id, name]));
  const firstOf = new Map(due.flatMap(({ registry, held, first }) => (held ? [] : [[registry, first]])));
  const started = new Map(store.runs().map((run) => [run.id, run.started]));
  const deliveries = store.deliveries();
  const most = deliveries.reduce((max, { id }) => Math.max(max, id), 0);
  const firstDay = new Int32Array(most + 1).fill(NO_DATE);
  const undated = new Uint8Array(most + 1);
  for (const { id, run, registry } of deliveries) {
    const first = firstOf.get(names.get(registry)!);
    if (first === undefined) continue;
    firstDay[id] = first;
    undated[id] = Number(started.get(run)! < dayText(first));
  }
  const context = table.context();
  const parts: Uint32Array[] = [];
  const tasks = table.shares().map((partitions) => ({ context, partitions, firstKept: firstDay, undated }));
  await table.pool.runAll("expired", tasks, (share) => parts.push(share));
  const keys = joinWords(parts);
  return { keys, located: keys.length === 0 ? [] : await locateKeys(table, keys) };
}

function countByRegistry({ store }: OpenTable, located: readonly LocatedRecord[]): ReadonlyMap<string, number> {
  const names = new Map(store.registries().map(({ id, name }) => [id, name]));
  const registryOf = new Map(store.deliveries().map(({ id, registry }) => [id, names.get(registry)!]));
  const groups = Map.groupBy(located, ({ delivery }) => registryOf.get(delivery)!);
  return new Map([...groups].map(([registry, own]) => [registry, own.length]));
}

function notConfirmed(what: string): KoppelError {
  return new KoppelError("NOT_CONFIRMED", what, {
    hint: "`koppel retention run --dry-run` tells how much goes; confirm that number.",
  });
}
