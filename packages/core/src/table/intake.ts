import { lattice, type LatticeRule, type PseudonymType } from "@koppel/pseudonym";

import { KoppelError } from "../errors.ts";
import { openDelivery, type Delivery } from "../intake/delivery.ts";
import { checkManifest } from "../intake/manifest-file.ts";
import type { TypeRule } from "../intake/lattice-check.ts";
import type { ParseContext, Parsed } from "../intake/parse.ts";
import type { Slab } from "../intake/slab.ts";
import type { Slice } from "../intake/survey.ts";
import type { DeliveryRow } from "../store/link-store.ts";
import type { LinkOptions } from "./link-run.ts";
import type { OpenTable } from "./open-table.ts";
import { deliveryKeys } from "./passage.ts";
import { recordKeysOf } from "./record-keys.ts";
import type { JobOptions, Reject } from "./results.ts";
import { screen } from "./objection-screen.ts";

/** A delivery read, checked and waiting to be linked. */
export interface Intake {
  readonly row: DeliveryRow;
  readonly slabs: readonly Slab[];
  readonly rejects: readonly Reject[];
  /** Records that are of somebody who objects; nothing is told or kept of them but how many. */
  readonly objected: number;
  /** Name of the provider, and the key that it signs answers with where the delivery tells of one. */
  readonly provider: string;
  readonly answerKey: string | undefined;
  /** Keys of the accepted records, 16 bytes each. */
  readonly recordKeys: Uint8Array;
}

interface Opened {
  readonly delivery: Delivery;
  readonly sha256: string;
  readonly slices: readonly Slice[];
}

/** What was read of a delivery. */
export interface Read extends Opened {
  readonly slabs: readonly Slab[];
  readonly records: number;
  readonly withoutId: readonly number[];
}

/**
 * Reads deliveries into slabs and checks them: who sent what, whether it was linked before, every value, the lattice, and records that are
 * there twice. Nothing is written. Any fault refuses the whole call.
 *
 * @param run number the run will have
 */
export async function takeIn(
  table: OpenTable,
  paths: readonly string[],
  run: number,
  options: LinkOptions,
): Promise<Intake[]> {
  const first = table.store.deliveries().reduce((max, { id }) => Math.max(max, id), 0) + 1;
  const read = await readAll(table, paths, first, options);
  const objected = await screen(table, read);
  // Only deliveries of one provider for one registry can hold the same record.
  const byParties = Map.groupBy(read.keys(), (i) => JSON.stringify(partiesOf(table, read[i].delivery)));
  const intakes: Intake[] = [];
  const admitAll = [...byParties.values()].map(async (group) => {
    const ours: Intake[] = [];
    const stored = options.replace ? [] : storedKeys(table, partiesOf(table, read[group[0]].delivery));
    for (const i of group) {
      const earlier = [...stored, ...ours.map(({ recordKeys }) => recordKeys)];
      ours.push(await admit(table, read[i], { id: first + i, run, objected: objected[i] }, earlier));
    }
    intakes.push(...ours);
  });
  const [lattice] = await Promise.allSettled([checkLattice(table, read, options), ...admitAll]);
  if (lattice.status === "rejected") throw lattice.reason;
  for (const { delivery, sha256, records } of read)
    checkManifest(delivery.input.path, delivery.manifest, sha256, records);
  await Promise.all(admitAll);
  return intakes.toSorted((a, b) => a.row.id - b.row.id);
}

/** Reads files of stage 1 or of a registry into slabs. @param first number that the first of them has in the table @throws as `takeIn` */
export async function readAll(
  table: OpenTable,
  paths: readonly string[],
  first: number,
  options: JobOptions,
  what: "delivery" | "objection" = "delivery",
): Promise<Read[]> {
  return parseAll(table, await surveyAll(table, paths, options, what), first, options);
}

/** Takes in one delivery after others of the same parties, whose record keys are `earlier`: records of those are refused. */
async function admit(
  table: OpenTable,
  read: Read,
  { id, run, objected }: { id: number; run: number; objected: number },
  earlier: Uint8Array[],
): Promise<Intake> {
  const { delivery, sha256, slabs, records, withoutId } = read;
  const parties = partiesOf(table, delivery);
  const { duplicates, recordKeys } = await table.pool.run("admit", { slabs: [...slabs], earlier });
  const reject =
    (code: Reject["code"]) =>
    (line: number): Reject => ({ file: delivery.input.path, line, code });
  const rejects = [...withoutId.map(reject("MISSING_RECORD_ID")), ...duplicates.map(reject("DUPLICATE_RECORD"))];
  const { stage, keyVersion, provider, reversible } = delivery.manifest;
  const accepted = records - rejects.length - objected;
  const row = { id, run, ...parties, sha256, stage, keyVersion, records, accepted };
  return { row, slabs, rejects, objected, provider, answerKey: reversible?.answerKey, recordKeys };
}

/** Record keys of what one provider delivered for one registry, by delivery. */
function storedKeys(table: OpenTable, { registry, provider }: Parties): Uint8Array[] {
  return table.store
    .deliveries()
    .filter((row) => row.registry === registry && row.provider === provider)
    .map(({ id }) => Uint8Array.from(recordKeysOf(table, id)));
}

async function surveyAll(
  table: OpenTable,
  paths: readonly string[],
  options: JobOptions,
  what: "delivery" | "objection",
): Promise<Opened[]> {
  if (paths.length === 0)
    throw new KoppelError("NO_DELIVERIES", "no delivery was named", { hint: "Say which files to link." });
  const deliveries: Delivery[] = [];
  for (const path of paths) {
    const delivery = await openDelivery(path, table.setup.types);
    checkKind(delivery, what);
    checkParties(table, delivery);
    deliveries.push(delivery);
  }
  const opened: Opened[] = [];
  // One file may be for two registries: stage 1 is the same for all.
  const identity = (sha256: string, delivery: Delivery): string => JSON.stringify([sha256, partiesOf(table, delivery)]);
  const known = new Map(
    table.store
      .deliveries()
      .map(({ sha256, registry, provider, run }) => [JSON.stringify([sha256, { registry, provider }]), run]),
  );
  await table.pool.runAll(
    "surveyDelivery",
    deliveries.map((delivery) => ({ delivery })),
    ({ sha256, slices }, i) => {
      const file = deliveries[i].input.path;
      const before = known.get(identity(sha256, deliveries[i]));
      if (before !== undefined)
        throw new KoppelError("ALREADY_LINKED", `this delivery was linked in run ${before}`, {
          file,
          hint: "Leave it out; nothing has to be done for it again.",
        });
      if (opened.some((other) => identity(other.sha256, other.delivery) === identity(sha256, deliveries[i])))
        throw new KoppelError("ALREADY_LINKED", "the same delivery is named twice", {
          file,
          hint: "Leave one of the two out.",
        });
      opened.push({ delivery: deliveries[i], sha256, slices });
    },
    options.signal,
  );
  // A fixed order, so that what files are called and how they are named on the command line changes nothing.
  const order = ({ sha256, delivery }: Opened): string => sha256 + delivery.manifest.registry;
  return opened.toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
}

async function parseAll(
  table: OpenTable,
  opened: readonly Opened[],
  first: number,
  options: JobOptions,
): Promise<Read[]> {
  const { types, setup } = table;
  const names = [...new Set(types.flatMap((type) => Object.keys(type.inputs)))];
  const components = types.map((type) =>
    names.reduce((mask, name, c) => (name in type.inputs ? mask | (1 << c) : mask), 0),
  );
  const tasks = opened.flatMap(({ delivery, slices }, i) => {
    const context: ParseContext = {
      typeNames: setup.types,
      anchor: table.typeNumber(setup.anchor),
      components,
      partitions: setup.partitions,
      delivery: first + i,
      provider: partiesOf(table, delivery).provider,
      ...deliveryKeys(table, delivery),
    };
    return slices.map((slice) => ({ delivery, slice, context }));
  });
  const total = tasks.reduce((sum, { slice }) => sum + slice.end - slice.start, 0);
  let done = 0;
  const parsed: Parsed[] = [];
  await table.pool.runAll(
    "parse",
    tasks,
    (result, t) => {
      parsed[t] = result;
      done += tasks[t].slice.end - tasks[t].slice.start;
      options.onProgress?.({ phase: "read", done, total, unit: "bytes" });
    },
    options.signal,
  );
  return opened.map((each) => {
    const own = parsed.filter((_, t) => tasks[t].delivery === each.delivery);
    return {
      ...each,
      slabs: own.flatMap(({ slabs }) => slabs),
      records: own.reduce((sum, { records }) => sum + records, 0),
      withoutId: own.flatMap(({ withoutId }) => withoutId),
    };
  });
}

type Parties = Pick<DeliveryRow, "registry" | "provider">;

function partiesOf(table: OpenTable, { manifest }: Delivery): Parties {
  return {
    registry: table.store.registries().find(({ name }) => name === manifest.registry)!.id,
    provider: table.store.providers().find(({ name }) => name === manifest.provider)!.id,
  };
}

/** A list of who objects must never be linked as a delivery, nor the other way round. */
function checkKind({ manifest, input }: Delivery, what: "delivery" | "objection"): void {
  const is = manifest.objection === undefined ? "delivery" : "objection";
  if (is === what) return;
  const verb = is === "delivery" ? "koppel link" : "koppel objection take";
  throw new KoppelError("WRONG_KIND", is === "delivery" ? "this is a delivery" : "this tells who objects", {
    file: input.path,
    line: 1,
    hint: `${verb} is for it.`,
  });
}

function checkParties(table: OpenTable, { manifest, input }: Delivery): void {
  const file = input.path;
  const registry = table.store.registries().find(({ name }) => name === manifest.registry);
  if (registry === undefined)
    throw new KoppelError(
      "UNKNOWN_REGISTRY",
      `its manifest names registry ${manifest.registry}, which this table does not have`,
      {
        file,
        line: 1,
        hint: "`koppel registry add` makes one; `koppel registry list` shows them.",
      },
    );
  if (!table.store.providers().some(({ name }) => name === manifest.provider))
    throw new KoppelError(
      "UNKNOWN_PROVIDER",
      `its manifest names provider ${manifest.provider}, which this table does not have`,
      {
        file,
        line: 1,
        hint: "`koppel provider add` makes one; `koppel provider list` shows them.",
      },
    );
  const forbidden = manifest.types.filter((type) => !registry.types.includes(type));
  if (forbidden.length > 0)
    throw new KoppelError("FORBIDDEN_TYPE", `registry ${registry.name} may not have type ${forbidden.join(", ")}`, {
      file,
      line: 1,
      hint: `It may have ${registry.types.join(", ")}: ask the provider to deliver those only.`,
    });
  if (!manifest.types.includes(table.setup.anchor))
    throw new KoppelError(
      "MISSING_ANCHOR",
      `there is no type ${table.setup.anchor}, by which records are brought together`,
      {
        file,
        line: 1,
        hint: "Ask the provider to deliver it with the others; without it nothing could be linked.",
      },
    );
}

export async function checkLattice(table: OpenTable, read: readonly Read[], options: JobOptions): Promise<void> {
  const tasks = read.map(({ delivery, slabs }) => ({
    delivery,
    slabs: [...slabs],
    rules: latticeRules(table.types, delivery.typeMask),
  }));
  await table.pool.runAll(
    "lattice",
    tasks.map(({ slabs, rules }) => ({ slabs, rules })),
    ([first], t) => {
      if (first === undefined) return;
      const names = first.rule.determinants.map((type) => table.types[type].name).join(" and ");
      const examples = first.lines.map(([a, b]) => `${Math.min(a, b)} and ${Math.max(a, b)}`).join(", ");
      const message = `${first.count} record(s) share ${names} with another but not what follows from it (lines ${examples})`;
      throw new KoppelError("LATTICE_VIOLATION", message, {
        file: tasks[t].delivery.input.path,
        line: Math.max(...first.lines[0]),
        hint: "Values were made under different keys or versions, or columns were mixed up: ask the provider to make the delivery again.",
      });
    },
    options.signal,
  );
}

/**
 * The rules that the types of a delivery obey, one for each set of determinants. What follows over a third type is left out: presence,
 * checked before, sees to it that a record has that type too.
 */
function latticeRules(types: readonly PseudonymType[], typeMask: number): TypeRule[] {
  const all = lattice(types.filter((_, t) => typeMask & (1 << t)));
  const isDirect = ({ determinants, implied }: LatticeRule): boolean =>
    determinants.length > 1 ||
    !all.some(
      (step) =>
        step.implied === implied &&
        step.determinants.length === 1 &&
        all.some(
          (first) =>
            first.implied === step.determinants[0] &&
            first.determinants.length === 1 &&
            first.determinants[0] === determinants[0],
        ),
    );
  const rules = all.filter(isDirect);
  const numbers = (rule: LatticeRule): number[] => rule.determinants.map((type) => types.indexOf(type));
  return [...Map.groupBy(rules, (rule) => numbers(rule).join()).values()].map((same) => ({
    determinants: numbers(same[0]),
    implied: same.map(({ implied }) => types.indexOf(implied)),
  }));
}
