import type { CaseKind, CaseSummary, Explanation, LinkTable } from "@koppel/core";

import type { Truth } from "./truth.ts";

/** Records or cases looked at before the demo goes on without. */
const TRIES = 20;

/** A patient whom three hospitals saw and whom the table has as one person; undefined in a population without one. */
export async function followed(table: LinkTable, truth: Truth): Promise<Explanation | undefined> {
  for (const record of truth.seenAt(3).slice(0, TRIES)) {
    const explanation = await table.explain(record);
    if (new Set(explanation.patients.map(({ provider }) => provider)).size === 3) return explanation;
  }
  return undefined;
}

/** An open link, and what the truth says of it. */
export interface OpenLink {
  readonly explanation: Explanation;
  readonly pair: Explanation["evidence"][number];
  readonly case: CaseSummary;
  readonly samePerson: boolean;
}

/** An open case that is easily told, twins rather than anything else, seen from one of its persons. */
export async function openLink(table: LinkTable, truth: Truth): Promise<OpenLink | undefined> {
  const cases = table.cases().toSorted((a, b) => preference(a.kind) - preference(b.kind));
  for (const open of cases.slice(0, TRIES)) {
    const explanation = await table.explainPerson(open.persons[0]!);
    const pair = explanation.evidence.find(
      ({ person, joined, action }) => action === "review" && !joined && open.persons.includes(person),
    );
    if (pair === undefined) continue;
    return { explanation, pair, case: open, samePerson: truth.same(explanation.record, pair.with) };
  }
  return undefined;
}

function preference(kind: CaseKind): number {
  const order: readonly CaseKind[] = ["twin", "grey", "duplicate-number"];
  return order.includes(kind) ? order.indexOf(kind) : order.length;
}
