import { findBridges } from "../linking/bridges.ts";
import { recordKeysPlace } from "../store/partition-reader.ts";
import type { VerifiedPartition } from "../workers/verify-task.ts";
import type { OpenTable } from "./open-table.ts";
import type { JobOptions, Verification } from "./results.ts";
import { storedRoster } from "./stored-roster.ts";

type Check = Verification["checks"][number];

/** Opens everything sealed, links everything again from the evidence, and compares with what is stored. Nothing is written. */
export async function verifyTable(table: OpenTable, options: JobOptions): Promise<Verification> {
  const found = await verifyPartitions(table, options);
  const checks = [
    checkSeals(found),
    checkDeliveries(table),
    checkCounts(table, found),
    check(
      "persons",
      sum(found, ({ misplaced }) => misplaced),
      "statements bear another person's number than linking again gives",
    ),
    check(
      "rosters",
      sum(found, ({ rosterDifference }) => rosterDifference),
      "entries of patient numbers are missing or too many",
    ),
    checkBridges(table),
    checkCases(table, found),
  ];
  return { ok: checks.every(({ ok }) => ok), checks };
}

async function verifyPartitions(table: OpenTable, options: JobOptions): Promise<VerifiedPartition[]> {
  const context = table.context();
  const found: VerifiedPartition[] = [];
  const tasks = table.shares().map((partitions) => ({ context, partitions }));
  const total = tasks.reduce((count, { partitions }) => count + partitions.length, 0);
  await table.pool.runAll(
    "verify",
    tasks,
    (share) => {
      found.push(...share);
      options.onProgress?.({ phase: "verify", done: found.length, total, unit: "partitions" });
    },
    options.signal,
  );
  return found;
}

function checkSeals(found: readonly VerifiedPartition[]): Check {
  const broken = found.filter((each) => each.broken !== null);
  const detail =
    broken.length === 0
      ? `${found.length} partitions open`
      : broken
          .slice(0, 3)
          .map((each) => each.broken)
          .join("; ");
  return { name: "seals", ok: broken.length === 0, detail };
}

/** The record keys of every delivery open, one for each record accepted. */
function checkDeliveries({ store, sealer }: OpenTable): Check {
  const faults = store.deliveries().flatMap(({ id, accepted }) => {
    try {
      const keys = sealer.open(store.recordKeys(id), recordKeysPlace(id)).length / 16;
      return keys === accepted ? [] : [`delivery ${id}: ${keys} record keys for ${accepted} records`];
    } catch (error) {
      return [(error as Error).message];
    }
  });
  return {
    name: "deliveries",
    ok: faults.length === 0,
    detail: faults.slice(0, 3).join("; ") || "all record keys open",
  };
}

/** Rows, deliveries and partitions tell the same numbers. */
function checkCounts({ store }: OpenTable, found: readonly VerifiedPartition[]): Check {
  const records = sum(found, (each) => each.records);
  const accepted = sum(store.deliveries(), (row) => row.accepted);
  const partitions = store.partitions();
  const told = [
    ["records accepted", accepted, records],
    ["record ids", sum(found, (each) => each.recordIds), records],
    ["records counted", sum(partitions, (row) => row.records), records],
    ["persons counted", sum(partitions, ({ persons }) => persons), sum(found, (each) => each.persons)],
    [
      "local patients counted",
      sum(partitions, ({ localPatients }) => localPatients),
      sum(found, (each) => each.localPatients),
    ],
  ] as const;
  const wrong = told
    .filter(([, stored, derived]) => stored !== derived)
    .map(([name, stored, derived]) => `${name}: ${stored}, but the evidence gives ${derived}`);
  wrong.push(...checkNumbers(store.nextNumber(), found));
  return { name: "counts", ok: wrong.length === 0, detail: wrong.join("; ") || `${records} records` };
}

/** Own numbers are given once, and below the next. */
function checkNumbers(next: number, found: readonly VerifiedPartition[]): string[] {
  const given = new Uint8Array(next);
  let wrong = 0;
  for (const { own } of found) for (const number of own) if (number >= next || given[number]++ > 0) wrong++;
  return wrong === 0 ? [] : [`${wrong} own numbers are given twice, or not given yet`];
}

function checkBridges(table: OpenTable): Check {
  const { store } = table;
  let rosters;
  try {
    rosters = store.partitions().map(({ partition }) => storedRoster(table, partition));
  } catch (error) {
    return { name: "bridges", ok: false, detail: (error as Error).message };
  }
  const { joined } = findBridges(rosters);
  const stored = store.bridges();
  const same = joined.size === stored.size && [...joined].every(([person, kept]) => stored.get(person) === kept);
  return {
    name: "bridges",
    ok: same,
    detail: same
      ? `${stored.size} persons joined over birth groups`
      : "other persons are joined than the patient numbers give",
  };
}

function checkCases({ store }: OpenTable, found: readonly VerifiedPartition[]): Check {
  const stored = store.cases().filter(({ partition, state }) => partition >= 0 && state === "open");
  const keys = new Set(stored.map(({ key }) => Buffer.from(key).toString("hex")));
  const derived = found.flatMap(({ cases }) => cases);
  const missing = derived.filter((key) => !keys.has(key)).length;
  const extra = keys.size - (derived.length - missing);
  const ok = missing === 0 && extra === 0;
  return {
    name: "cases",
    ok,
    detail: ok ? `${keys.size} cases` : `${missing} cases are missing, ${extra} are no longer asked`,
  };
}

function check(name: string, count: number, fault: string): Check {
  return { name, ok: count === 0, detail: count === 0 ? "as the evidence gives" : `${count} ${fault}` };
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}
