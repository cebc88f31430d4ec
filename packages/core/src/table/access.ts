import type { FoundPatient } from "../workers/patient-view.ts";
import type { Verdict } from "./decisions.ts";
import type { ChainStep } from "./explanation-result.ts";
import { locateRecords } from "./lookup.ts";
import { Names } from "./names.ts";
import { Neighbourhood } from "./neighbourhood.ts";
import type { OpenTable } from "./open-table.ts";
import { chainOf } from "./pair-explanation.ts";
import { checkRequest, requestsAbout, type PatientRequest } from "./requests.ts";
import type { RecordName } from "./results.ts";

/** A part of an access file: what it means, in Dutch, for who reads it with the patient, and what there is. */
interface Section<T> {
  readonly meaning: string;
  readonly items: readonly T[];
}

/**
 * What the table holds on one local patient, for its provider to hand over (R44, D13): its own records in full, and of all else no more than
 * which registries and providers it is linked with. No value, no number of a person, no record of another provider, and nothing that tells
 * of another patient, not even what an open question is about.
 */
export interface AccessFile {
  readonly format: "koppel-access";
  readonly version: 1;
  readonly request: number;
  readonly provider: string;
  readonly made: string;
  readonly meaning: string;
  readonly records: Section<{
    readonly registry: string;
    readonly recordId: string;
    readonly date: string | null;
    readonly delivered: string;
    /** Names of the types of which there is a pseudonym; `MRN` is the patient number. */
    readonly types: readonly string[];
    /** Whether the patient number is also there in the form that only the provider can read. */
    readonly reversibleNumber: boolean;
  }>;
  readonly links: Section<{
    readonly registry: string;
    readonly provider: string;
    /** When it first delivered something of the person. */
    readonly since: string;
    readonly by: readonly { readonly rule: ChainStep["by"]; readonly class: string | null }[];
  }> & {
    readonly linked: boolean;
    /** Moment of the run that last changed who is linked; null where nobody is. */
    readonly since: string | null;
    readonly model: string;
  };
  readonly decisions: Section<{
    readonly decision: number;
    readonly verdict: Verdict;
    readonly at: string;
    /** Roles of who decided. */
    readonly roles: readonly string[];
    /** When it was taken back. */
    readonly undone: string | null;
  }>;
  readonly questions: Section<{ readonly since: string; readonly asked: boolean }>;
  readonly objections: Section<{ readonly registry: string | null; readonly provider: string; readonly since: string }>;
  readonly requests: Section<
    Pick<PatientRequest, "request" | "kind" | "received" | "target" | "limit" | "state"> & {
      readonly closed: string | null;
      readonly reason: string | null;
    }
  >;
}

const MEANING = {
  file: "Wat de koppeltabel over deze patiënt van deze zorgaanbieder bevat. De tabel bevat geen namen, adressen of medische gegevens.",
  records:
    "De registraties die deze zorgaanbieder over deze patiënt heeft aangeleverd, en welke soorten pseudoniemen daarbij horen.",
  links:
    "Met welke registraties van welke zorgaanbieders de patiënt is gekoppeld, sinds wanneer, en volgens welke regel of welk besluit.",
  decisions:
    "Besluiten van medewerkers over de vraag of registraties van dezelfde persoon zijn, en wanneer die zijn teruggedraaid.",
  questions: "Koppelvragen die nog openstaan, en of deze zorgaanbieder daarover is bevraagd.",
  objections: "Bezwaren die gelden; zonder registratie geldt het bezwaar voor alle registraties.",
  requests: "Verzoeken die voor deze patiënt zijn gedaan, met streefdatum, uiterste datum en afloop.",
} as const;

/**
 * What the table holds on the local patient of a record, as a request asks. O(records), to find it.
 *
 * @throws KoppelError REQUEST_NOT_FOUND, REQUEST_CLOSED, OTHER_REQUEST, RECORD_NOT_FOUND
 */
export async function accessOf(table: OpenTable, record: RecordName, request: number, now: Date): Promise<AccessFile> {
  checkRequest(table, request, "access", [record]);
  const [{ handle, person }] = await locateRecords(table, [record]);
  const kept = new Names(table).kept(person);
  const around = await Neighbourhood.around(table, [kept]);
  const own = around.patient(handle);
  const names = own.records.map((each) => around.names.nameOf(each));
  return {
    format: "koppel-access",
    version: 1,
    request,
    provider: record.provider,
    made: now.toISOString(),
    meaning: MEANING.file,
    records: { meaning: MEANING.records, items: recordsOf(table, around, own) },
    links: { meaning: MEANING.links, ...linksOf(table, around, own) },
    decisions: { meaning: MEANING.decisions, items: decisionsOf(table, around, own) },
    questions: { meaning: MEANING.questions, items: questionsOf(table, around, kept, record.provider) },
    objections: { meaning: MEANING.objections, items: objectionsOf(table, handle) },
    requests: {
      meaning: MEANING.requests,
      items: requestsAbout(table, names, now).map(({ closed, ...each }) => ({
        request: each.request,
        kind: each.kind,
        received: each.received,
        target: each.target,
        limit: each.limit,
        state: each.state,
        closed: closed?.at ?? null,
        reason: closed?.reason ?? null,
      })),
    },
  };
}

function recordsOf(table: OpenTable, { names }: Neighbourhood, own: FoundPatient): AccessFile["records"]["items"] {
  const moments = momentsOf(table);
  const number = own.number === null ? [] : ["MRN"];
  return own.records
    .map((each) => {
      const { registry, recordId } = names.nameOf(each);
      const { date, run, types } = names.visit(each);
      return {
        registry,
        recordId,
        date,
        delivered: moments.get(run)!,
        types: [...number, ...types],
        reversibleNumber: each.reversible !== "",
      };
    })
    .toSorted((a, b) => ((a.date ?? "") < (b.date ?? "") ? -1 : 1));
}

function linksOf(table: OpenTable, around: Neighbourhood, own: FoundPatient): Omit<AccessFile["links"], "meaning"> {
  const { store } = table;
  const moments = momentsOf(table);
  const person = around.personOf(own);
  const members = around.members(person);
  const others = members
    .filter((each) => each !== own)
    .flatMap((each) => {
      const by = chainOf(around, own, each).map((step) => ({ rule: step.by, class: step.class }));
      return each.records.map((record) => {
        const { registry, provider } = around.names.nameOf(record);
        return { registry, provider, run: around.names.visit(record).run, by };
      });
    });
  const items = [...Map.groupBy(others, ({ registry, provider }) => JSON.stringify([registry, provider])).values()]
    .map((same) => ({
      registry: same[0].registry,
      provider: same[0].provider,
      since: moments.get(Math.min(...same.map(({ run }) => run)))!,
      by: distinct(same.flatMap(({ by }) => by)),
    }))
    .toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  const came = members.map(({ records }) => Math.min(...records.map((each) => around.names.visit(each).run)));
  const numbers = [person, ...around.names.bridgedWith(person), ...members.flatMap(({ owns }) => owns)];
  const changed = store.personEvents([...new Set(numbers)]).map(({ run }) => run);
  return {
    linked: items.length > 0,
    since: items.length > 0 ? moments.get(Math.max(...came, ...changed))! : null,
    model: around.model.version,
    items,
  };
}

function decisionsOf(table: OpenTable, around: Neighbourhood, own: FoundPatient): AccessFile["decisions"]["items"] {
  const rolesOf = new Map(table.ring.principals().map(({ name, roles }) => [name, roles]));
  return around.decisionsAbout([own]).map(({ id, verdict, at, by, undone }) => ({
    decision: id,
    verdict,
    at,
    roles: rolesOf.get(by) ?? [],
    undone: undone?.at ?? null,
  }));
}

/** A question is about somebody else too, so nothing is told but that there is one. */
function questionsOf(
  table: OpenTable,
  around: Neighbourhood,
  person: number,
  provider: string,
): AccessFile["questions"]["items"] {
  const moments = momentsOf(table);
  return around.cases
    .filter(({ persons }) => persons.includes(person))
    .map(({ run, asked }) => ({ since: moments.get(run)!, asked: asked.some((each) => each.provider === provider) }));
}

function objectionsOf({ store }: OpenTable, handle: string): AccessFile["objections"]["items"] {
  const registries = new Map(store.registries().map(({ id, name }) => [id, name]));
  const providers = new Map(store.providers().map(({ id, name }) => [id, name]));
  return store.objections
    .of(handle)
    .filter(({ until }) => until === null)
    .map(({ registry, provider, since }) => ({
      registry: registry === null ? null : registries.get(registry)!,
      provider: providers.get(provider)!,
      since,
    }));
}

/** When runs were done, by their numbers. */
function momentsOf({ store }: OpenTable): ReadonlyMap<number, string> {
  return new Map(store.runs().map(({ id, finished }) => [id, finished]));
}

function distinct<T>(items: readonly T[]): T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}
