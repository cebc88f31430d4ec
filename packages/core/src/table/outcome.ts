import { findBridges } from "../linking/bridges.ts";
import { NEW_NUMBER } from "../linking/persons.ts";
import { readRoster, rosterBytes, type Roster } from "../linking/roster.ts";
import { partitionPart } from "../store/part-key.ts";
import { assignmentPlace, numberBytes, rosterPlace } from "../store/partition-reader.ts";
import type { LinkedShare } from "../workers/link-task.ts";
import { bridgeCase, bridgeKey, keyText } from "./cases.ts";
import type { OpenTable } from "./open-table.ts";
import { storedRoster } from "./stored-roster.ts";
import { standingVerdicts } from "./verdicts.ts";

/** What keeping a run's outcome brought to light. */
export interface Kept {
  /** Persons that are new and stand for themselves. */
  readonly newPersons: number;
  /** Patient numbers with too many bearers. */
  readonly placeholders: number;
}

/** Numbers new statements, finds bridges, and writes what follows from the evidence. */
export function keepOutcome(table: OpenTable, shares: readonly LinkedShare[], run: number): Kept {
  const { store, sealer } = table;
  const first = store.nextNumber();
  let next = first;
  const rosters = new Map<number, Roster>();
  const written = new Set(shares.map(({ partition }) => partition));
  const before = new Map(store.partitions().map(({ partition, records }) => [partition, records]));
  for (const partition of before.keys())
    if (!written.has(partition)) rosters.set(partition, storedRoster(table, partition));
  const keyOf = new Map(store.cases().map(({ id, key }) => [id, keyText(key)]));
  store.partKeys.set(shares.map(({ key }) => key));
  for (const share of shares) {
    const { partition, numbers, persons, localPatients } = share;
    const key = sealer.openKey(partitionPart(partition), share.key.sealed);
    const base = next;
    next += share.newStatements;
    const numbered = (number: number): number => (number >= NEW_NUMBER ? base + (number - NEW_NUMBER) : number);
    const roster = readRoster(share.roster);
    for (const column of [numbers.own, numbers.person, roster.person])
      for (let i = 0; i < column.length; i++) column[i] = numbered(column[i]);
    rosters.set(partition, roster);
    store.setPartition({
      partition,
      records: (before.get(partition) ?? 0) + share.records,
      persons,
      localPatients,
      run,
      assignment: key.seal(numberBytes(numbers), assignmentPlace(partition, run)),
      roster: key.seal(rosterBytes(roster), rosterPlace(partition, run)),
    });
    for (const event of share.events) store.addPersonEvent(run, event);
    keepCases(table, share, keyOf, numbered, run);
  }
  store.setNextNumber(next);
  const { joined, questions, placeholders } = findBridges([...rosters.values()], standingVerdicts(store).all);
  keepBridges(table, joined, run);
  keepBridgeCases(table, questions, run);
  const added = shares.reduce((sum, { newPersons }) => sum + newPersons, 0);
  return { newPersons: added - [...joined.keys()].filter((person) => person >= first).length, placeholders };
}

/** Writes the cases of a partition; of those that were looked at again, the ones that are no longer asked are closed. */
function keepCases(
  { store }: OpenTable,
  { partition, cases, reviewed }: LinkedShare,
  keyOf: ReadonlyMap<number, string>,
  numbered: (person: number) => number,
  run: number,
): void {
  const found = new Set(cases.map(({ key }) => keyText(key)));
  for (const id of reviewed) if (!found.has(keyOf.get(id)!)) store.setCaseState(id, "closed");
  for (const { persons, class: name, ...question } of cases)
    store.setCase({ ...question, class: name, partition, run, persons: persons.map(numbered) });
}

/** Brings the bridges up to date, and tells of those that came and went. */
function keepBridges({ store }: OpenTable, joined: ReadonlyMap<number, number>, run: number): void {
  const before = store.bridges();
  for (const [person, other] of before) {
    if (joined.get(person) === other) continue;
    store.removeBridge(person);
    store.addPersonEvent(run, { kind: "unbridged", person, other });
  }
  for (const [person, other] of joined) {
    if (before.get(person) === other) continue;
    store.setBridge(person, other);
    store.addPersonEvent(run, { kind: "bridged", person, other });
  }
}

/** Bridges are found anew over the whole table, and so are the questions about them, whose keys say all there is to say. */
function keepBridgeCases({ store }: OpenTable, questions: readonly (readonly number[])[], run: number): void {
  const asked = new Map(questions.map((persons) => [keyText(bridgeKey(persons)), persons]));
  for (const { id, kind, state, key } of store.cases())
    if (kind === "bridge" && state === "open" && !asked.delete(keyText(key))) store.setCaseState(id, "closed");
  for (const persons of asked.values()) store.setCase({ ...bridgeCase(persons), run });
}
