import { Tally } from "../quality/cells.ts";
import { Membership, type Scopes } from "../quality/membership.ts";
import { meanings, openFigures, reckonAll, type QualityPanel, type QualityScope } from "../quality/panel.ts";
import { safeFigures } from "../quality/safe-figures.ts";
import { REVIEW_KINDS } from "../quality/patient-count.ts";
import { countBridged, joinBridged, type BridgedPatients } from "../quality/person-count.ts";
import { openCases } from "./cases.ts";
import type { OpenTable } from "./open-table.ts";
import type { JobOptions } from "./results.ts";

/** Parts that the jackknife leaves out in turn: enough for a steady variance, few enough to keep the counts of each. */
const PARTS = 64;

/** How good the links are, without knowing the truth. O(records). */
export async function qualityOf(table: OpenTable, options: JobOptions): Promise<QualityPanel> {
  const clock = performance.now();
  const { store } = table;
  const parts = await count(table, options);
  const [all, ...others] = reckonAll(parts).map(openFigures);
  const providers = store.providers();
  const divisions = [others.slice(0, providers.length), others.slice(providers.length)];
  const safe = safeFigures({ table: all, divisions });
  const named = (scopes: readonly { readonly name: string }[], division: number): QualityScope[] =>
    scopes.map(({ name }, s) => ({ name, figures: safe.divisions[division][s] }));
  const { version, origin } = table.standingBasis().model;
  return {
    model: version,
    origin,
    figures: meanings,
    table: all,
    safeTable: safe.table,
    providers: named(providers, 0),
    registries: named(store.registries(), 1),
    seconds: Math.round(performance.now() - clock) / 1000,
  };
}

/** Counts the table in parts, each of which holds whole partitions. */
async function count(table: OpenTable, { onProgress, signal }: JobOptions): Promise<Tally[]> {
  const { store } = table;
  const scopes = scopesOf(table);
  const context = table.context();
  const bridges = shared([...store.bridges()].flat());
  const asked = shared([...askedOf(table)].flat());
  const byPart = Map.groupBy(
    store.partitions().map(({ partition }) => partition),
    (partition) => partition % PARTS,
  );
  const tasks = [...byPart.values()].map((partitions) => ({ context, partitions, scopes, bridges, asked }));
  const tallies = tasks.map(() => new Tally(scopes.size));
  const bridged: BridgedPatients[] = [];
  let done = 0;
  await table.pool.runAll(
    "quality",
    tasks,
    (share, task) => {
      tallies[task] = new Tally(scopes.size, share.tally);
      bridged[task] = share.bridged;
      onProgress?.({ phase: "count", done: ++done, total: tasks.length, unit: "tasks" });
    },
    signal,
  );
  // An empty table has no part; one of nothing stands in.
  if (tallies.length === 0) return [new Tally(scopes.size)];
  const beyond = joinBridged(bridged);
  const membership = new Membership(scopes, beyond.provider, beyond.inRegistry);
  countBridged(beyond, membership, (person) => tallies[person % tallies.length]);
  return tallies;
}

function scopesOf({ store }: OpenTable): Scopes {
  const providers = store.providers();
  const registries = store.registries();
  const ofProvider = new Int32Array(1 + Math.max(0, ...providers.map(({ id }) => id)));
  providers.forEach(({ id }, i) => (ofProvider[id] = 1 + i));
  const position = new Map(registries.map(({ id }, i) => [id, i]));
  const deliveries = store.deliveries();
  const registryOf = new Int32Array(1 + deliveries.reduce((most, { id }) => Math.max(most, id), 0));
  for (const { id, registry } of deliveries) registryOf[id] = position.get(registry)!;
  const firstRegistry = 1 + providers.length;
  return { size: firstRegistry + registries.length, ofProvider, firstRegistry, registryOf };
}

/** Persons in open cases: which kinds of case ask about each, a bit for each. */
function askedOf({ store }: OpenTable): Map<number, number> {
  const asked = new Map<number, number>();
  for (const { kind, persons } of openCases(store))
    for (const person of persons) asked.set(person, (asked.get(person) ?? 0) | (1 << REVIEW_KINDS.indexOf(kind)));
  return asked;
}

/** Numbers that all threads read from one place. */
function shared(numbers: readonly number[]): Uint32Array {
  const array = new Uint32Array(new SharedArrayBuffer(numbers.length * 4));
  array.set(numbers);
  return array;
}
