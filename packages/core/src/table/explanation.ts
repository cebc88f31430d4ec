import { KoppelError } from "../errors.ts";
import type { PatternClass } from "../model/model.ts";
import type { FoundPatient, FoundRecord } from "../workers/explain-task.ts";
import type { PersonEventRow } from "../store/link-store.ts";
import { openCases } from "./cases.ts";
import { decisionsOf, type Decision, type Verdict } from "./decisions.ts";
import { findMembers, findRecords, nameOf } from "./lookup.ts";
import { Names } from "./names.ts";
import type { OpenTable } from "./open-table.ts";
import type { Explanation, PairEvidence, PairExplanation, RecordName } from "./results.ts";
import { standingDecisions, TableVerdicts } from "./verdicts.ts";

/** Why a record is in its person, and what else it was compared with. @throws KoppelError RECORD_NOT_FOUND */
export async function explainRecord(table: OpenTable, record: RecordName): Promise<Explanation> {
  const [found] = await findRecords(table, [record]);
  const names = new Names(table);
  const own = found.patients.find(({ patient }) => patient === found.patient)!;
  const kept = names.kept(own.person);
  const bridges = names.bridgedWith(kept);
  const members = await findMembers(table, [kept, ...bridges]);
  const isOwn = (each: FoundPatient): boolean => each.partition === found.partition && each.patient === found.patient;
  const cases = openCases(table.store).filter(({ persons }) => persons.includes(kept));
  return {
    record: nameOf(record),
    person: kept,
    model: table.standingBasis().model.version,
    patients: [own, ...members.filter((each) => !isOwn(each))].map((each) => names.patient(each)),
    evidence: found.patients
      .filter((each) => !isOwn(each))
      .map((each) => ({
        with: names.record(each.records[0]),
        person: names.kept(each.person),
        joined: names.kept(each.person) === kept,
        ...pairEvidence(each.evidence!),
      }))
      .toSorted((a, b) => Number(b.joined) - Number(a.joined) || b.weight - a.weight),
    bridges,
    history: historyOf(table, [kept, ...bridges]),
    decisions: decisionsAbout(table, members),
    cases: cases.map(({ id, kind, class: name, persons }) => ({ id, kind, class: name, persons })),
  };
}

/** As `explainRecord`, for a person by number; any number it ever had will do. @throws KoppelError PERSON_NOT_FOUND */
export async function explainPerson(table: OpenTable, person: number): Promise<Explanation> {
  const names = new Names(table);
  const kept = names.kept(await currentNumber(table, person));
  const [first] = await findMembers(table, [kept]);
  if (first === undefined)
    throw new KoppelError("PERSON_NOT_FOUND", `there is no person ${person} in the link table`, {
      hint: "`koppel cases` and `koppel explain` show numbers of persons.",
    });
  return explainRecord(table, names.nameOf(first.records[0]));
}

/** What happened to persons and to all that went up in them, in order. */
function historyOf({ store }: OpenTable, persons: readonly number[]): PersonEventRow[] {
  const numbers = new Set(persons);
  for (;;) {
    const events = store.personEvents([...numbers]);
    const before = numbers.size;
    for (const { kind, person, other } of events) if (kind === "merged" && numbers.has(other)) numbers.add(person);
    if (numbers.size === before) return events;
  }
}

/** Decisions that name one of these local patients, those taken back included. */
function decisionsAbout(table: OpenTable, patients: readonly FoundPatient[]): Decision[] {
  const handles = new Set(patients.map(({ handle }) => handle));
  return decisionsOf(table).filter(({ parts }) => parts.flat().some((handle) => handles.has(handle)));
}

/** The number today of the person that has or had a number; 0 where none has. */
async function currentNumber(table: OpenTable, number: number): Promise<number> {
  const context = table.context();
  const tasks = table.shares().map((partitions) => ({ context, partitions, number }));
  let current = 0;
  await table.pool.runAll("current", tasks, (found) => (current ||= found));
  return current;
}

/** Why two records are in one person, or not. @throws KoppelError RECORD_NOT_FOUND */
export async function explainPair(table: OpenTable, a: RecordName, b: RecordName): Promise<PairExplanation> {
  const [left, right] = await findRecords(table, [a, b]);
  const names = new Names(table);
  const ownOf = (found: FoundRecord): FoundPatient => found.patients.find(({ patient }) => patient === found.patient)!;
  const [own, theirs] = [ownOf(left), ownOf(right)];
  const persons = [names.kept(own.person), names.kept(theirs.person)] as const;
  const samePerson = persons[0] === persons[1];
  const together = left.partition === right.partition;
  const onePatient = together && left.patient === right.patient;
  const other = together && !onePatient ? left.patients.find(({ patient }) => patient === right.patient) : undefined;
  const evidence = other?.evidence ? pairEvidence(other.evidence) : null;
  const cases = openCases(table.store).filter(
    (each) =>
      persons.some((person) => each.persons.includes(person)) &&
      (samePerson || persons.every((person) => each.persons.includes(person))),
  );
  return {
    records: [nameOf(a), nameOf(b)],
    samePerson,
    persons,
    because: reason({
      samePerson,
      onePatient,
      decided: new TableVerdicts(standingDecisions(table.store)).between(own.handle, theirs.handle),
      sameGroup: together && left.group === right.group && left.group > 0,
      evidence,
      asked: cases.length > 0,
    }),
    evidence,
    decisions: decisionsAbout(table, [own]).filter(({ parts }) => parts.flat().includes(theirs.handle)),
    cases: cases.map(({ id, kind, class: name, persons: about }) => ({ id, kind, class: name, persons: about })),
  };
}

function reason(pair: {
  samePerson: boolean;
  onePatient: boolean;
  decided: Verdict | undefined;
  sameGroup: boolean;
  evidence: PairEvidence | null;
  asked: boolean;
}): string {
  const { samePerson, onePatient, decided, sameGroup, evidence, asked } = pair;
  if (onePatient) return "Their provider gave both the same patient number.";
  if (decided === "same" && samePerson) return "People decided that they are one person.";
  if (decided === "different") return "People decided that they are different people.";
  if (samePerson) {
    if (!sameGroup) return "They are in different birth groups, and one patient number stands in both.";
    if (evidence?.action === "link") return `The model links pairs of this class (${evidence.class}).`;
    return "They do not link by themselves; other local patients of the person link to both.";
  }
  if (!sameGroup)
    return "They are in different birth groups: birth date or sex differs or is missing, and no patient number connects them.";
  if (asked) return "The evidence leaves it open; a case asks a person.";
  if (evidence?.veto)
    return "Their provider gave them two patient numbers, and the evidence is not strong enough to doubt that.";
  return evidence === null
    ? "Nothing connects them."
    : `The model keeps pairs of this class apart (${evidence.class}).`;
}

function pairEvidence({
  key,
  action,
  name,
  place,
  number,
  side,
  falseShare,
  weight,
  veto,
}: PatternClass): PairEvidence {
  return { class: key, action, levels: { name, place, number, side }, falseShare, weight, veto };
}
