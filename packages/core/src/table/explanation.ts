import { KoppelError } from "../errors.ts";
import { firstSeen, personHistory, type Happening, type HistoryEntry } from "../explanation/person-history.ts";
import { areStrangers } from "../model/model.ts";
import type { FoundPatient } from "../workers/patient-view.ts";
import type { ExplainedDecision, Explanation } from "./explanation-result.ts";
import { currentNumber, locateRecords, nameOf } from "./lookup.ts";
import { Names } from "./names.ts";
import { Neighbourhood } from "./neighbourhood.ts";
import type { OpenTable } from "./open-table.ts";
import type { RecordName } from "./results.ts";

/** Why a record is in its person, and what else it was compared with. @throws KoppelError RECORD_NOT_FOUND */
export async function explainRecord(table: OpenTable, record: RecordName): Promise<Explanation> {
  const [{ handle, person }] = await locateRecords(table, [record]);
  const around = await Neighbourhood.around(table, [new Names(table).kept(person)]);
  return explain(table, around, around.patient(handle), nameOf(record));
}

/** As `explainRecord`, for a person by number; any number it ever had will do. @throws KoppelError PERSON_NOT_FOUND */
export async function explainPerson(table: OpenTable, person: number): Promise<Explanation> {
  const kept = new Names(table).kept(await currentNumber(table, person));
  const around = await Neighbourhood.around(table, [kept]);
  const [first] = around.members(kept);
  if (first === undefined)
    throw new KoppelError("PERSON_NOT_FOUND", `there is no person ${person} in the link table`, {
      hint: "`koppel cases` and `koppel explain` show numbers of persons.",
    });
  return explain(table, around, first, around.recordOf(first));
}

function explain(table: OpenTable, around: Neighbourhood, own: FoundPatient, record: string): Explanation {
  const person = around.personOf(own);
  const members = around.members(person);
  const bridges = around.names.bridgedWith(person);
  const decisions = around.decisionsAbout(members);
  const events = table.store.personEvents([...new Set([person, ...bridges, ...members.flatMap(({ owns }) => owns)])]);
  const numbers = new Set(members.flatMap(({ owns }) => owns));
  const merged = events.map((event) => event.person).filter((number) => numbers.has(number));
  return {
    record,
    person,
    formerly: [...new Set(merged)].filter((number) => number !== person && !bridges.includes(number)),
    model: around.model.version,
    method: around.model.method,
    patients: [own, ...members.filter((each) => each !== own)].map((each) => around.names.patient(each)),
    evidence: around.patients
      .flatMap((each) => {
        const evidence = around.evidence(own, each);
        const other = around.personOf(each);
        if (evidence === null) return [];
        return [{ with: around.recordOf(each), person: other, joined: other === person, ...evidence }];
      })
      .filter(({ joined, action, levels }) => joined || !areStrangers({ action, name: levels.name }))
      .toSorted((a, b) => Number(b.joined) - Number(a.joined) || b.weight - a.weight),
    bridges,
    cases: around.cases.map((each) => around.explainCase(each)),
    decisions,
    history: historyOf(table, around, members, events, decisions),
  };
}

function historyOf(
  { store }: OpenTable,
  { names }: Neighbourhood,
  members: readonly FoundPatient[],
  events: readonly (Happening & { readonly run: number })[],
  decisions: readonly ExplainedDecision[],
): HistoryEntry[] {
  const records = members
    .map((each) => names.patient(each))
    .flatMap((patient) => patient.records.map(({ run }) => ({ run, provider: patient.provider })));
  const said = decisions.flatMap(({ id, verdict, run, undone }) => [
    { kind: "decided" as const, decision: id, verdict, run },
    ...(undone === null ? [] : [{ kind: "undone" as const, decision: id, verdict, run: undone.run }]),
  ]);
  // Within a run what came in, then what was said, then what followed.
  return personHistory([...firstSeen(records), ...said, ...events], store.runs());
}
