import type { CaseRow, LinkStore } from "../store/link-store.ts";
import type { AskedQuestion, CaseKind, CaseSummary } from "./results.ts";

/** Cases that still ask something: a bridge may have made one person of all they are about. */
export function openCases(store: LinkStore): CaseSummary[] {
  const bridges = store.bridges();
  const asked = askedQuestions(store);
  return store
    .cases()
    .filter(({ state }) => state === "open")
    .map((row) => summarise(row, bridges, asked.get(row.id) ?? []))
    .filter(({ persons }) => persons.length > 1);
}

/** What providers were asked about cases, by case. */
function askedQuestions(store: LinkStore): Map<number, AskedQuestion[]> {
  const names = new Map(store.providers().map(({ id, name }) => [id, name]));
  const providers = new Map(store.enquiries.enquiries().map(({ id, provider }) => [id, names.get(provider)!]));
  const asked = new Map<number, AskedQuestion[]>();
  for (const { enquiry, case: about, topic, patients, answer } of store.enquiries.questions()) {
    const provider = providers.get(enquiry)!;
    const question = { enquiry, provider, topic, patients: patients.map(({ handle }) => handle), answer };
    asked.set(about, [...(asked.get(about) ?? []), question]);
  }
  return asked;
}

function summarise(row: CaseRow, bridges: ReadonlyMap<number, number>, asked: readonly AskedQuestion[]): CaseSummary {
  const persons = [...new Set(row.persons.map((person) => bridges.get(person) ?? person))];
  return {
    id: row.id,
    kind: row.kind as CaseKind,
    class: row.class,
    state: row.state,
    persons: persons.toSorted((a, b) => a - b),
    run: row.run,
    asked,
  };
}

/** Names a question about persons of several birth groups. */
export function bridgeKey(persons: readonly number[]): Uint8Array {
  return new TextEncoder().encode(`bridge|${persons.join()}`);
}

/** A question about persons of several birth groups, as it is stored. */
export function bridgeCase(persons: readonly number[]): Omit<CaseRow, "id" | "state" | "run"> {
  const place = { partition: -1, birthGroup: new Uint8Array(0) };
  return { kind: "bridge", class: "bridge", key: bridgeKey(persons), ...place, persons };
}

/** A key of a case as hex digits. */
export function keyText(key: Uint8Array): string {
  return Buffer.from(key).toString("hex");
}
