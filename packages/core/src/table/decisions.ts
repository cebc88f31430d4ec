import type { AuditObject } from "../audit/event.ts";
import { KoppelError } from "../errors.ts";
import { contradicted, type Verdict } from "../linking/decisions.ts";
import type { DecidedPatient, DecisionRow, LinkStore } from "../store/link-store.ts";
import { openCases } from "./cases.ts";
import { findMembers, locateRecords } from "./lookup.ts";
import type { OpenTable } from "./open-table.ts";
import { keepOutcome } from "./outcome.ts";
import { linkPartitions } from "./partition-linking.ts";
import { checkReason } from "./reason.ts";
import type { RecordName } from "./results.ts";
import { commitRun, prepareRun, type Run, type RunOptions } from "./run.ts";
import { storedRoster } from "./stored-roster.ts";
import { rulingOf, standingDecisions, TableVerdicts } from "./verdicts.ts";

export type { Verdict };

/** What a person decided about local patients, which it names by handles that outlive every relinking. */
export interface Decision extends Omit<DecisionRow, "parts"> {
  /** Handles, 32 hex digits each; of a `different` decision any two of different parts are two people. */
  readonly parts: readonly (readonly string[])[];
}

/** Who says it, and why. */
export interface Statement {
  readonly by: string;
  readonly reason: string;
}

/** What is decided about: an open case by number, or records, each standing for its local patient. */
export type Subject = number | readonly RecordName[];

/** All decisions, oldest first, those taken back included. */
export function decisionsOf({ store }: OpenTable): Decision[] {
  return store.decisions().map(shown);
}

/**
 * Records a decision and links again what it concerns, in one run.
 *
 * @throws KoppelError REASON_MISSING, BAD_REASON, CASE_NOT_OPEN, RECORD_NOT_FOUND, ONE_PATIENT, DECISION_CONTRADICTS
 */
export async function decide(
  table: OpenTable,
  subject: Subject,
  verdict: Verdict,
  statement: Statement,
  options: RunOptions,
): Promise<Decision> {
  checkReason(statement.reason);
  const run = prepareRun(table, "decide");
  const parts = typeof subject === "number" ? await partsOfCase(table, subject) : await partsOfRecords(table, subject);
  if (new Set(parts.flat().map(({ handle }) => handle)).size < 2 || (verdict === "different" && parts.length < 2))
    throw new KoppelError("ONE_PATIENT", "these records are one local patient, so there is nothing to decide", {
      hint: "Their provider itself says so: it gave them one patient number.",
    });
  const { store } = table;
  const standing = standingDecisions(store);
  const decision = {
    id: nextDecision(store),
    verdict,
    parts,
    case: typeof subject === "number" ? subject : null,
    run: run.id,
  };
  const against = contradicted(standing.map(rulingOf), rulingOf(decision));
  if (against.length > 0)
    throw new KoppelError("DECISION_CONTRADICTS", `this contradicts decision ${against.join(", ")}`, {
      hint: "Look at it with `koppel decisions`; `koppel undo` takes back the one that is wrong.",
    });
  const at = new Date().toISOString();
  const row: DecisionRow = { ...decision, ...told(statement), at, undone: null };
  const change = (): Decision => {
    store.addDecision(row);
    if (row.case !== null) store.setCaseState(row.case, "decided");
    return shown(row);
  };
  return changeDecisions(table, run, options, [...standing, row], [row], change, kept);
}

/**
 * Takes a decision back, in one run: persons, their numbers and open cases are as if it had never been.
 *
 * @throws KoppelError REASON_MISSING, BAD_REASON, DECISION_NOT_FOUND
 */
export async function undo(table: OpenTable, id: number, statement: Statement, options: RunOptions): Promise<Decision> {
  checkReason(statement.reason);
  const { store } = table;
  const run = prepareRun(table, "undo");
  const standing = standingDecisions(store);
  const row = standing.find((decision) => decision.id === id);
  if (row === undefined)
    throw new KoppelError("DECISION_NOT_FOUND", `there is no decision ${id} that holds`, {
      hint: "`koppel decisions` lists them.",
    });
  const undone = { run: run.id, ...told(statement), at: new Date().toISOString() };
  const change = (): Decision => {
    store.undoDecision(id, undone);
    if (row.case !== null) store.setCaseState(row.case, "open");
    return shown({ ...row, undone });
  };
  return changeDecisions(table, run, options, standing, [row], change, kept);
}

/** The number that the next decision gets. */
export function nextDecision(store: LinkStore): number {
  return store.decisions().reduce((max, { id }) => Math.max(max, id), 0) + 1;
}

/**
 * Changes decisions and links again every partition that bonds of those changed, or their cases, reach into, in one run.
 *
 * @param all the decisions that stand, and those that will; @param tell what of the result is kept with the run
 */
export function changeDecisions<T>(
  table: OpenTable,
  run: Run,
  options: RunOptions,
  all: readonly DecisionRow[],
  changed: readonly DecisionRow[],
  change: () => T,
  tell: (result: T) => object,
): Promise<T> {
  const handles = new Set(changed.flatMap(({ parts }) => parts.flat().map(({ handle }) => handle)));
  const cases = new Set(changed.map((row) => row.case));
  const answered = table.store.cases().flatMap(({ id, partition }) => (cases.has(id) ? [partition] : []));
  const concerned = [...new TableVerdicts(all).partitionsOf(handles), ...answered];
  const whole = [...new Set(concerned)].filter((partition) => partition >= 0);
  const work = async (): Promise<T> => {
    const result = change();
    const basis = table.standingBasis();
    const shares = await linkPartitions(table, { run: run.id, basis, slabs: [], whole }, options);
    keepOutcome(table, shares, run.id);
    return result;
  };
  const objects: AuditObject[] = [
    ...changed.map(({ id }) => ({ type: "decision", id: String(id) }) as const),
    ...[...cases].flatMap((id) => (id === null ? [] : [{ type: "case", id: String(id) } as const])),
    ...[...handles].map((handle) => ({ type: "subject", id: handle }) as const),
  ];
  return commitRun(table, run, options, work, tell, objects);
}

/** What is kept of a decision with its run. */
function kept({ id, verdict }: Decision): object {
  return { decision: id, verdict };
}

/** The local patients of each person that an open case is about. */
async function partsOfCase(table: OpenTable, id: number): Promise<DecidedPatient[][]> {
  const asked = openCases(table.store).find((each) => each.id === id);
  if (asked === undefined)
    throw new KoppelError("CASE_NOT_OPEN", `there is no open case ${id}`, { hint: "`koppel cases` lists them." });
  const bridges = table.store.bridges();
  const kept = (person: number): number => bridges.get(person) ?? person;
  const persons = new Set([
    ...asked.persons,
    ...[...bridges].filter(([, to]) => asked.persons.includes(to)).map(([person]) => person),
  ]);
  const { partition } = table.store.cases().find((row) => row.id === id)!;
  const members = await findMembers(table, [...persons], partitionsWith(table, persons, partition));
  const parts = Map.groupBy(members, ({ person }) => kept(person));
  return asked.persons.map((person) => parts.get(person)!.map(decided));
}

/** The partition of a case, and those that the rosters show persons in: persons that reach over birth groups are in rosters. */
function partitionsWith(table: OpenTable, persons: ReadonlySet<number>, own: number): number[] {
  const partitions = table.store.partitions().map(({ partition }) => partition);
  return partitions.filter(
    (partition) => partition === own || storedRoster(table, partition).person.some((person) => persons.has(person)),
  );
}

/** The local patient of each record; one that is named twice stands once. */
async function partsOfRecords(table: OpenTable, records: readonly RecordName[]): Promise<DecidedPatient[][]> {
  const located = await locateRecords(table, records);
  const patients = new Map(located.map((record) => [record.handle, decided(record)]));
  return [...patients.values()].map((patient) => [patient]);
}

function decided({ handle, partition }: DecidedPatient): DecidedPatient {
  return { handle, partition };
}

function shown(row: DecisionRow): Decision {
  return { ...row, parts: rulingOf(row).parts };
}

function told({ by, reason }: Statement): Statement {
  return { by, reason: reason.trim() };
}
