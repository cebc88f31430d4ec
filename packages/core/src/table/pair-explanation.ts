import { chainBetween } from "../explanation/chain.ts";
import type { FoundPatient } from "../workers/patient-view.ts";
import type { ChainStep, PairExplanation } from "./explanation-result.ts";
import { locateRecords, nameOf } from "./lookup.ts";
import { Names } from "./names.ts";
import { Neighbourhood } from "./neighbourhood.ts";
import type { OpenTable } from "./open-table.ts";
import type { RecordName } from "./results.ts";

/** Why two records are in one person, or not. @throws KoppelError RECORD_NOT_FOUND */
export async function explainPair(table: OpenTable, a: RecordName, b: RecordName): Promise<PairExplanation> {
  const located = await locateRecords(table, [a, b]);
  const names = new Names(table);
  const around = await Neighbourhood.around(
    table,
    located.map(({ person }) => names.kept(person)),
  );
  const [left, right] = [a, b].map((record, i) => {
    const { handle } = located.find(({ index }) => index === i) ?? located[0];
    return { record: nameOf(record), patient: around.patient(handle) };
  });
  const persons = [around.personOf(left.patient), around.personOf(right.patient)] as const;
  const samePerson = persons[0] === persons[1];
  const chain = samePerson ? chainOf(around, left.patient, right.patient) : [];
  const cases = around.cases.filter((each) => samePerson || persons.every((person) => each.persons.includes(person)));
  return {
    records: [left.record, right.record],
    samePerson,
    persons,
    model: around.model.version,
    method: around.model.method,
    because: samePerson
      ? whyOne(chain)
      : whyTwo(
          around,
          left.patient,
          right.patient,
          cases.map(({ id }) => id),
        ),
    evidence: around.evidence(left.patient, right.patient),
    chain,
    cases: cases.map((each) => around.explainCase(each)),
    decisions: around.decisionsAbout(samePerson ? around.members(persons[0]) : [left.patient, right.patient]),
  };
}

/** The way from one member of a person to another, by what joins them. */
export function chainOf(around: Neighbourhood, from: FoundPatient, to: FoundPatient): ChainStep[] {
  const members = around.members(around.personOf(from));
  const step = (a: number, b: number): ChainStep | null => tie(around, members[a], members[b]);
  const weight = (a: number, b: number): number | null => {
    const found = step(a, b);
    return found && (found.weight ?? Infinity);
  };
  const way = chainBetween(members.length, weight, members.indexOf(from), members.indexOf(to)) ?? [];
  return way.slice(1).map((next, i) => step(way[i], next)!);
}

/** What joins two local patients directly, the surest first; null where nothing does. */
function tie(around: Neighbourhood, a: FoundPatient, b: FoundPatient): ChainStep | null {
  const [from, to] = [around.recordOf(a), around.recordOf(b)];
  const own = { from, to, class: null, weight: null, decisions: [] };
  const decided = around.decided(a, b);
  if (decided?.verdict === "same") return { ...own, by: "decision", decisions: decided.decisions };
  const found = around.verdict(a, b);
  if (found?.action === "link") return { ...own, by: "link", class: found.class, weight: found.weight };
  const oneNumber = a.number !== null && a.number === b.number && a.provider === b.provider;
  return oneNumber ? { ...own, by: "number" } : null;
}

/** @param chain no steps where the two are one local patient */
function whyOne(chain: readonly ChainStep[]): string {
  const [first, ...others] = chain;
  if (first === undefined) return "Their provider gave both the same patient number.";
  if (others.length > 0)
    return `They do not link by themselves; ${chain.length} steps through other local patients of the person connect them.`;
  if (first.by === "decision") return `A person decided that they are one (decision ${first.decisions.join(", ")}).`;
  if (first.by === "number") return "Their provider gave both one patient number, which stands in two birth groups.";
  return `The model links pairs of this class (${first.class}).`;
}

function whyTwo(around: Neighbourhood, a: FoundPatient, b: FoundPatient, cases: readonly number[]): string {
  const decided = around.decided(a, b);
  if (decided !== null)
    return `A person decided that they are different people (decision ${decided.decisions.join(", ")}).`;
  if (cases.length > 0) return `The evidence leaves it open; case ${cases.join(", ")} asks a person.`;
  const found = around.verdict(a, b);
  if (found?.veto === "two-service-numbers") return "They have different citizen service numbers.";
  if (found?.veto === "two-patient-numbers")
    return "Their provider gave them two patient numbers, and the evidence is not strong enough to doubt that.";
  const between = around
    .members(around.personOf(a))
    .flatMap((x) =>
      around.members(around.personOf(b)).map((y) => ({ word: around.decided(x, y), evidence: around.verdict(x, y) })),
    );
  const apart = between.find(({ word }) => word?.verdict === "different");
  if (apart !== undefined)
    return `A person decided that others of the two persons are different people (decision ${apart.word!.decisions.join(", ")}).`;
  if (found === null)
    return "They are in different birth groups: birth date or sex differs or is missing, and no patient number connects them.";
  if (found.action === "apart") return `The model keeps pairs of this class apart (${found.class}).`;
  return "They would link or be asked about, but others of the two persons exclude each other.";
}
