import type { Explanation, LinkTable } from "@koppel/core";

import { fullName, type Truth } from "./truth.ts";

/** Records looked at before one is content with less. */
const TRIES = 400;

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
  readonly case: Explanation["cases"][number];
  readonly samePerson: boolean;
}

/** A record with an open case between its person and another, twins rather than anything else. */
export async function openLink(table: LinkTable, truth: Truth): Promise<OpenLink | undefined> {
  let best: OpenLink | undefined;
  for (const record of truth.everyone().slice(0, TRIES)) {
    const explanation = await table.explain(record);
    for (const open of explanation.cases) {
      const pair = explanation.evidence.find(
        ({ person, action }) => action === "review" && person !== explanation.person && open.persons.includes(person),
      );
      if (pair === undefined) continue;
      const samePerson = truth.same(fullName(record), pair.with);
      const found = { explanation, pair, case: open, samePerson };
      if (open.kind === "twin") return found;
      best ??= found;
    }
  }
  return best;
}
