import { waterfall } from "../explanation/waterfall.ts";
import { decidedBetween, type DecidedPair, type Ruling } from "../linking/decisions.ts";
import type { Model, PatternClass } from "../model/model.ts";
import type { FoundGroup, FoundPatient } from "../workers/patient-view.ts";
import { openCases } from "./cases.ts";
import { decisionsOf } from "./decisions.ts";
import type { ExplainedCase, ExplainedDecision, PairEvidence, PairVerdict, Veto } from "./explanation-result.ts";
import { findGroups } from "./lookup.ts";
import { Names } from "./names.ts";
import type { OpenTable } from "./open-table.ts";
import type { CaseSummary } from "./results.ts";
import { rulingOf, standingDecisions } from "./verdicts.ts";

/** Persons with everything that they may have to do with: what the evidence and what people say of any two local patients there. */
export class Neighbourhood {
  readonly names: Names;
  readonly model: Model;
  /** Open cases about the persons. */
  readonly cases: readonly CaseSummary[];
  readonly patients: readonly FoundPatient[];
  readonly #table: OpenTable;
  readonly #standing: readonly Ruling[];
  readonly #place: ReadonlyMap<FoundPatient, { readonly group: FoundGroup; readonly at: number }>;

  private constructor(table: OpenTable, names: Names, cases: readonly CaseSummary[], groups: readonly FoundGroup[]) {
    this.#table = table;
    this.names = names;
    this.model = table.standingBasis().model;
    this.cases = cases;
    this.patients = groups.flatMap(({ patients }) => patients);
    this.#standing = standingDecisions(table.store).map(rulingOf);
    this.#place = new Map(
      groups.flatMap((group) => group.patients.map((patient, at) => [patient, { group, at }] as const)),
    );
  }

  /** Looks around persons, by the numbers they are kept under. */
  static async around(table: OpenTable, persons: readonly number[]): Promise<Neighbourhood> {
    const names = new Names(table);
    const cases = openCases(table.store).filter((each) => each.persons.some((person) => persons.includes(person)));
    const numbers = (kept: readonly number[]): number[] =>
      [...new Set(kept)].flatMap((person) => [person, ...names.bridgedWith(person)]);
    const others = cases.flatMap((each) => each.persons);
    return new Neighbourhood(table, names, cases, await findGroups(table, numbers(persons), numbers(others)));
  }

  /** The local patient of a handle. */
  patient(handle: string): FoundPatient {
    return this.patients.find((each) => each.handle === handle)!;
  }

  /** The number that a local patient's person is kept under. */
  personOf({ person }: FoundPatient): number {
    return this.names.kept(person);
  }

  members(person: number): FoundPatient[] {
    return this.patients.filter((each) => this.personOf(each) === person);
  }

  /** A local patient as the first of its records. */
  recordOf({ records: [first] }: FoundPatient): string {
    return this.names.record(first);
  }

  /** What the standing decisions say of two local patients. */
  decided(a: FoundPatient, b: FoundPatient): DecidedPair | null {
    return decidedBetween(this.#standing, a.handle, b.handle);
  }

  /** What two local patients do to a link; null over birth groups. */
  verdict(a: FoundPatient, b: FoundPatient): PairVerdict | null {
    const found = this.#classOf(a, b);
    if (found === null) return null;
    const { key, action, weight } = found;
    return { class: key, action, weight, veto: vetoOf(found), decided: this.decided(a, b) };
  }

  /** All that two local patients say about each other; null over birth groups. */
  evidence(a: FoundPatient, b: FoundPatient): PairEvidence | null {
    const found = this.#classOf(a, b);
    if (found === null) return null;
    const { name, place, number, side, falseShare, estimate } = found;
    return {
      ...this.verdict(a, b)!,
      levels: { name, place, number, side },
      falseShare,
      estimate: estimate ?? null,
      waterfall: waterfall(this.model, found),
    };
  }

  /** A case with all its local patients, compared all with all. */
  explainCase({ id, kind, class: name, persons, asked }: CaseSummary): ExplainedCase {
    const own = persons.flatMap((person) => this.members(person));
    return {
      id,
      kind,
      class: name,
      persons,
      patients: own.map((each) => ({ record: this.recordOf(each), person: this.personOf(each) })),
      matrix: own.map((a) => own.map((b) => this.verdict(a, b))),
      asked: asked.map(({ patients, ...question }) => ({
        ...question,
        records: own.filter(({ handle }) => patients.includes(handle)).map((each) => this.recordOf(each)),
      })),
    };
  }

  /** All decisions ever made that name one of these local patients, oldest first. */
  decisionsAbout(patients: readonly FoundPatient[]): ExplainedDecision[] {
    const handles = new Set(patients.map(({ handle }) => handle));
    const shown = new Map(this.patients.map((each) => [each.handle, each]));
    return decisionsOf(this.#table)
      .filter(({ parts }) => parts.some((part) => part.some((handle) => handles.has(handle))))
      .map((decision) => ({
        ...decision,
        sides: decision.parts.map((part) =>
          part.flatMap((handle) => (shown.has(handle) ? [this.recordOf(shown.get(handle)!)] : [])),
        ),
      }));
  }

  #classOf(a: FoundPatient, b: FoundPatient): PatternClass | null {
    const [x, y] = [this.#place.get(a)!, this.#place.get(b)!];
    if (a === b || x.group !== y.group) return null;
    return x.group.classes[x.group.pairs[x.at * x.group.patients.length + y.at]];
  }
}

function vetoOf({ veto, number }: PatternClass): Veto | null {
  if (!veto) return null;
  return number === "number-differs" ? "two-service-numbers" : "two-patient-numbers";
}
