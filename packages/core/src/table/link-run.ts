import { isDeepStrictEqual } from "node:util";

import { KoppelError } from "../errors.ts";
import { findBridges } from "../linking/bridges.ts";
import { NEW_PERSON } from "../linking/persons.ts";
import { readRoster, rosterBytes, type Roster } from "../linking/roster.ts";
import { storedRoster } from "./stored-roster.ts";
import { assignmentPlace, recordKeysPlace, rosterPlace } from "../store/partition-reader.ts";
import type { LinkedShare } from "../workers/link-task.ts";
import { openCases } from "./cases.ts";
import { takeIn, type Intake } from "./intake.ts";
import type { OpenTable } from "./open-table.ts";
import type { ClassCount, JobOptions, LinkResult } from "./results.ts";

/** How to link. */
export interface LinkOptions extends JobOptions {
  /** Do everything and keep nothing. */
  readonly dryRun?: boolean | undefined;
}

/** Links deliveries in one run: visible at once when it is done, or not at all. */
export async function linkDeliveries(
  table: OpenTable,
  paths: readonly string[],
  options: LinkOptions,
): Promise<LinkResult> {
  const started = new Date();
  const clock = performance.now();
  const run = nextRun(table);
  const intakes = await takeIn(table, paths, run, options);
  const { store } = table;
  store.begin();
  try {
    if (nextRun(table) !== run)
      throw new KoppelError("TABLE_CHANGED", "another run was linked in the meantime", {
        file: store.location,
        hint: "Link again.",
      });
    for (const { row, recordKeys } of intakes)
      store.addDelivery(row, table.sealer.seal(recordKeys, recordKeysPlace(row.id)));
    const shares = await linkPartitions(table, intakes, run, options);
    options.signal?.throwIfAborted();
    const kept = keep(table, shares, run);
    const result = summarise(table, intakes, shares, { run, kept, clock, dryRun: options.dryRun ?? false });
    const { rejects: _, ...told } = result;
    const finished = new Date().toISOString();
    store.addRun({
      id: run,
      kind: "link",
      model: result.model,
      started: started.toISOString(),
      finished,
      result: JSON.stringify(told),
    });
    if (options.dryRun) store.rollback();
    else store.commit();
    return { ...result, ...pace(clock, result.records) };
  } catch (error) {
    store.rollback();
    throw error;
  }
}

function nextRun(table: OpenTable): number {
  return table.store.runs().reduce((max, { id }) => Math.max(max, id), 0) + 1;
}

/**
 * Links every partition that has new records, and all of them where the model or a purpose has changed since the last run; evidence is
 * written as it comes.
 */
async function linkPartitions(
  table: OpenTable,
  intakes: readonly Intake[],
  run: number,
  options: LinkOptions,
): Promise<LinkedShare[]> {
  const slabs = intakes.flatMap((intake) => intake.slabs);
  const basis = table.basis();
  const all = !isDeepStrictEqual(basis, table.standingBasis());
  const stored = new Set(table.store.partitions().map(({ partition }) => partition));
  const touched = Array.from({ length: table.setup.partitions }, (_, p) => p).filter(
    (p) => (all && stored.has(p)) || slabs.some(({ offsets }) => offsets[p + 1] > offsets[p]),
  );
  const context = table.context(basis);
  const cases = Map.groupBy(
    table.store.cases().filter(({ state }) => state === "open"),
    ({ partition }) => partition,
  );
  const tasks = table.shares(touched).map((partitions) => ({
    context,
    run,
    partitions,
    slabs,
    cases: partitions.map((partition) =>
      (cases.get(partition) ?? []).map(({ id, birthGroup }) => ({ id, birthGroup })),
    ),
    all,
  }));
  const linked: LinkedShare[] = [];
  let done = 0;
  await table.pool.runAll(
    "link",
    tasks,
    (shares) => {
      for (const share of shares) {
        table.store.removeSegments(share.partition, share.replaces);
        if (share.segment.statements > 0) table.store.addSegment(share.partition, share.segment);
        linked.push({
          ...share,
          segment: { ...share.segment, evidence: NOTHING, records: NOTHING, recordIds: NOTHING },
        });
      }
      done += shares.length;
      options.onProgress?.({ phase: "link", done, total: touched.length, unit: "partitions" });
    },
    options.signal,
  );
  table.keepBasis(basis);
  return linked.toSorted((a, b) => a.partition - b.partition);
}

const NOTHING = new Uint8Array(0);

/** What keeping a run's outcome brought to light. */
interface Kept {
  /** Persons that are new and stand for themselves. */
  readonly newPersons: number;
  /** Patient numbers with too many bearers. */
  readonly placeholders: number;
}

/** Numbers the new persons, finds bridges, and writes what follows from the evidence. */
function keep(table: OpenTable, shares: readonly LinkedShare[], run: number): Kept {
  const { store, sealer } = table;
  const first = store.nextPerson();
  let next = first;
  const rosters = new Map<number, Roster>();
  const written = new Set(shares.map(({ partition }) => partition));
  const before = new Map(store.partitions().map(({ partition, records }) => [partition, records]));
  for (const partition of before.keys())
    if (!written.has(partition)) rosters.set(partition, storedRoster(table, partition));
  const standing = new Map(store.cases().map(({ id, key }) => [id, keyText(key)]));
  for (const share of shares) {
    const { partition, person, merges, persons, localPatients } = share;
    const base = next;
    const numbered = (number: number): number => (number >= NEW_PERSON ? base + (number - NEW_PERSON) : number);
    next += share.newPersons;
    for (let i = 0; i < person.length; i++) person[i] = numbered(person[i]);
    const roster = readRoster(share.roster);
    for (let i = 0; i < roster.size; i++) roster.person[i] = numbered(roster.person[i]);
    rosters.set(partition, roster);
    store.setPartition({
      partition,
      records: (before.get(partition) ?? 0) + share.records,
      persons,
      localPatients,
      run,
      assignment: sealer.seal(
        new Uint8Array(person.buffer, person.byteOffset, person.byteLength),
        assignmentPlace(partition, run),
      ),
      roster: sealer.seal(rosterBytes(roster), rosterPlace(partition, run)),
    });
    for (let i = 0; i < merges.length; i += 2) store.addAlias(merges[i], merges[i + 1], run);
    keepCases(table, share, standing, numbered, run);
  }
  store.setNextPerson(next);
  const { joined, questions, placeholders } = findBridges([...rosters.values()]);
  store.setBridges(joined);
  keepBridgeCases(table, questions, run);
  return { newPersons: next - first - [...joined.keys()].filter((person) => person >= first).length, placeholders };
}

/** Writes the cases of a partition; of those that were looked at again, the ones that are no longer asked go. */
function keepCases(
  table: OpenTable,
  share: LinkedShare,
  standing: ReadonlyMap<number, string>,
  numbered: (person: number) => number,
  run: number,
): void {
  const { partition } = share;
  const found = new Set(share.cases.map(({ key }) => keyText(key)));
  for (const id of share.reviewed) if (!found.has(standing.get(id)!)) table.store.removeCase(id);
  for (const { kind, class: name, key, birthGroup, persons } of share.cases)
    table.store.setCase({
      kind,
      class: name,
      key,
      birthGroup,
      state: "open",
      partition,
      run,
      persons: persons.map(numbered),
    });
}

/** Bridges are found anew over the whole table, and so are the questions about them. */
function keepBridgeCases(table: OpenTable, questions: readonly (readonly number[])[], run: number): void {
  const keys = questions.map((persons) => new TextEncoder().encode(`bridge|${persons.join()}`));
  const found = new Set(keys.map(keyText));
  for (const { id, kind, key } of table.store.cases())
    if (kind === "bridge" && !found.has(keyText(key))) table.store.removeCase(id);
  for (const [i, persons] of questions.entries()) {
    const key = keys[i];
    const place = { partition: -1, birthGroup: NOTHING };
    table.store.setCase({ kind: "bridge", class: "bridge", key, ...place, state: "open", run, persons });
  }
}

function keyText(key: Uint8Array): string {
  return Buffer.from(key).toString("hex");
}

function summarise(
  table: OpenTable,
  intakes: readonly Intake[],
  shares: readonly LinkedShare[],
  job: { run: number; kept: Kept; clock: number; dryRun: boolean },
): LinkResult {
  const { store } = table;
  const { run, kept, clock, dryRun } = job;
  const records = intakes.reduce((sum, { row }) => sum + row.records, 0);
  const accepted = intakes.reduce((sum, { row }) => sum + row.accepted, 0);
  return {
    run,
    dryRun,
    model: table.model().version,
    deliveries: intakes.length,
    records,
    accepted,
    rejected: records - accepted,
    rejects: intakes.flatMap(({ rejects }) => rejects.toSorted((a, b) => a.line - b.line)).slice(0, 100),
    persons: store.partitions().reduce((sum, { persons }) => sum + persons, 0) - store.bridges().size,
    newPersons: kept.newPersons,
    linkedRecords: shares.reduce((sum, share) => sum + share.linkedRecords, 0),
    cases: openCases(store).length,
    ...pace(clock, records),
    byClass: countClasses(shares.flatMap(({ classes }) => classes)),
    placeholders: sumByName([
      ...shares.flatMap(({ placeholders }) => placeholders),
      ["MRN", kept.placeholders] as const,
    ]),
  };
}

function countClasses(counts: readonly ClassCount[]): ClassCount[] {
  return [...Map.groupBy(counts, (count) => `${count.class} ${count.action}`).values()]
    .map((same) => ({
      ...same[0],
      joined: same.reduce((sum, { joined }) => sum + joined, 0),
      apart: same.reduce((sum, { apart }) => sum + apart, 0),
    }))
    .toSorted((a, b) => b.joined - a.joined || b.apart - a.apart || (a.class < b.class ? -1 : 1));
}

function sumByName(counts: readonly (readonly [string, number])[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const [name, count] of counts) if (count > 0) sums[name] = (sums[name] ?? 0) + count;
  return sums;
}

function pace(clock: number, records: number): { seconds: number; recordsPerSecond: number } {
  const seconds = (performance.now() - clock) / 1000;
  return { seconds: Math.round(seconds * 1000) / 1000, recordsPerSecond: Math.round(records / seconds) };
}
