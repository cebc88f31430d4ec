import { TEXT_COLUMNS } from "../evidence/texts.ts";
import { findBridges } from "../linking/bridges.ts";
import { handleText } from "../linking/handles.ts";
import { DECIDED, type Roster } from "../linking/roster.ts";
import { alteredFacts } from "../store/facts.ts";
import type { CaseRow, DecisionRow, LinkStore } from "../store/link-store.ts";
import type { VerifiedPartition } from "../workers/verify-task.ts";
import type { OpenTable } from "./open-table.ts";
import { bridgeCase, keyText } from "./cases.ts";
import { recordKeysOf } from "./record-keys.ts";
import type { JobOptions, Verification } from "./results.ts";
import { storedRoster } from "./stored-roster.ts";
import { keptAlone, standingDecisions, standingVerdicts } from "./verdicts.ts";

type Check = Verification["checks"][number];

/** Opens everything sealed, links everything again from the evidence, and compares with what is stored. Nothing is written. */
export async function verifyTable(table: OpenTable, options: JobOptions): Promise<Verification> {
  const facts = checkFacts(table);
  // All else rests on them.
  if (facts.altered) return { ok: false, checks: [facts.check] };
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
    ...checkBeyond(table, found),
    checkHistory(table.store),
    facts.check,
  ];
  return { ok: checks.every(({ ok }) => ok), checks };
}

async function verifyPartitions(table: OpenTable, options: JobOptions): Promise<VerifiedPartition[]> {
  const context = table.context();
  const found: VerifiedPartition[] = [];
  const verdicts = standingVerdicts(table.store);
  const tasks = table.shares().map((partitions) => ({
    context,
    partitions,
    verdicts: partitions.map((partition) => verdicts.within(partition)),
  }));
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
function checkDeliveries(table: OpenTable): Check {
  const faults = table.store.deliveries().flatMap(({ id, accepted }) => {
    try {
      const keys = recordKeysOf(table, id).length / 16;
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
    ...TEXT_COLUMNS.map((name) => [name.replace("_", " "), sum(found, ({ texts }) => texts[name]), records] as const),
    ["records counted", sum(partitions, (row) => row.records), records],
    ["statements counted", sum(found, ({ statements }) => statements), sum(found, ({ own }) => own.length)],
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

/** What reaches over birth groups: bridges, and the questions and decisions that they have to do with. */
function checkBeyond(table: OpenTable, found: readonly VerifiedPartition[]): Check[] {
  const { store } = table;
  const decisions = standingDecisions(store);
  let rosters: Roster[];
  try {
    rosters = store.partitions().map(({ partition }) => storedRoster(table, partition));
  } catch (error) {
    return ["bridges", "cases", "decisions"].map((name) => ({ name, ok: false, detail: (error as Error).message }));
  }
  const { joined, questions } = findBridges(rosters, standingVerdicts(store).all);
  return [
    checkBridges(store, joined),
    checkCases(store, [
      ...found.flatMap(({ partition, cases }) => cases.map((question) => ({ ...question, partition }))),
      ...questions.map(bridgeCase),
    ]),
    checkDecisions(withoutObjectors(store, decisions), rosters, joined, questions),
  ];
}

function checkBridges(store: LinkStore, joined: ReadonlyMap<number, number>): Check {
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

/** @param derived all questions that linking again gives */
function checkCases(store: LinkStore, derived: readonly Question[]): Check {
  const stored = new Set(
    store
      .cases()
      .filter(({ state }) => state === "open")
      .map(questionText),
  );
  const asked = new Set(derived.map(questionText));
  const missing = [...asked].filter((text) => !stored.has(text)).length;
  const extra = [...stored].filter((text) => !asked.has(text)).length;
  const ok = missing === 0 && extra === 0;
  return {
    name: "cases",
    ok,
    detail: ok
      ? `${stored.size} cases`
      : `${missing} cases are missing or were altered, ${extra} are not as they are asked`,
  };
}

/** Decisions without the local patients who object to being linked, to whom they do not apply. */
function withoutObjectors(store: LinkStore, decisions: readonly DecisionRow[]): DecisionRow[] {
  const alone = new Set(keptAlone(store).map(({ handle }) => handle));
  return decisions.map((row) => ({
    ...row,
    parts: row.parts.map((part) => part.filter(({ handle }) => !alone.has(handle))),
  }));
}

type Question = Pick<CaseRow, "key" | "kind" | "class" | "partition" | "birthGroup" | "persons">;

function questionText({ key, kind, class: name, partition, birthGroup, persons }: Question): string {
  const numbers = persons.toSorted((a, b) => a - b).join();
  return [keyText(key), kind, name, partition, keyText(birthGroup), numbers].join("|");
}

/** What happened to persons is what the runs say that they did. */
function checkHistory(store: LinkStore): Check {
  const runs = store.alteredHistories();
  const detail =
    runs.length === 0
      ? "what happened to persons is as the runs left it"
      : `what run ${runs.slice(0, 3).join(", ")} did to persons was altered`;
  return { name: "history", ok: runs.length === 0, detail };
}

/** What lies readable in the table is as the last event of the trail left it. */
function checkFacts({ store, trail }: OpenTable): { readonly altered: boolean; readonly check: Check } {
  return store.snapshot(() => {
    const last = trail.last();
    if (last === undefined) {
      const detail = "the last event of the audit trail, which vouches for them, does not open";
      return { altered: false, check: { name: "facts", ok: false, detail } };
    }
    const altered = alteredFacts(last.facts, store.facts());
    const ok = altered.length === 0;
    const detail = ok
      ? `as event ${last.id} left them`
      : `altered outside Koppel after event ${last.id}: ${altered.join(", ")}`;
    return { altered: !ok, check: { name: "facts", ok, detail } };
  });
}

/** Local patients decided to be one are one or asked about, and those decided to be two are two. */
function checkDecisions(
  decisions: readonly DecisionRow[],
  rosters: readonly Roster[],
  joined: ReadonlyMap<number, number>,
  questions: readonly (readonly number[])[],
): Check {
  const personOf = new Map<string, number>();
  for (const { size, kind, value, person } of rosters)
    for (let i = 0; i < size; i++)
      if (kind[i] === DECIDED) personOf.set(handleText(value, i), joined.get(person[i]) ?? person[i]);
  const broken = decisions.filter(({ verdict, parts }) => {
    const persons = parts.map((part) => new Set(part.map(({ handle }) => personOf.get(handle))));
    const all = [...new Set(persons.flatMap((own) => [...own]))];
    if (all.includes(undefined)) return true;
    if (verdict === "different")
      return persons.some((own, p) =>
        persons.slice(p + 1).some((other) => [...own].some((person) => other.has(person))),
      );
    return all.length > 1 && !questions.some((question) => all.every((person) => question.includes(person!)));
  });
  const names = broken.map(({ id }) => id).slice(0, 3);
  return {
    name: "decisions",
    ok: broken.length === 0,
    detail: broken.length === 0 ? `${decisions.length} decisions hold` : `decision ${names.join(", ")} is not kept to`,
  };
}

function check(name: string, count: number, fault: string): Check {
  return { name, ok: count === 0, detail: count === 0 ? "as the evidence gives" : `${count} ${fault}` };
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}
