import type { Verdict } from "../linking/decisions.ts";
import type { PersonEvent } from "../linking/persons.ts";

/** What can happen to a person: records come, persons join and part, people decide and take back. */
export type Happening =
  | { readonly kind: "seen"; readonly records: number; readonly providers: readonly string[] }
  | { readonly kind: PersonEvent["kind"] | "bridged" | "unbridged"; readonly person: number; readonly other: number }
  | { readonly kind: "decided" | "undone"; readonly decision: number; readonly verdict: Verdict };

/** What happened to a person in a run, with the kind of run, its end (ISO 8601) and the model it linked under. */
export type HistoryEntry = Happening & {
  readonly run: number;
  readonly why: string;
  readonly at: string;
  readonly model: string;
};

interface Run {
  readonly id: number;
  readonly kind: string;
  readonly finished: string;
  readonly model: string;
}

/** The history of a person in order of runs; what happened in one run stays in the order given. O(n log n). */
export function personHistory(
  happenings: readonly (Happening & { readonly run: number })[],
  runs: readonly Run[],
): HistoryEntry[] {
  const byId = new Map(runs.map((run) => [run.id, run]));
  return happenings
    .toSorted((a, b) => a.run - b.run)
    .map((each) => {
      const { kind: why, finished: at, model } = byId.get(each.run)!;
      return { ...each, why, at, model };
    });
}

/** The records of a person by the run that brought them. */
export function firstSeen(
  records: readonly { readonly run: number; readonly provider: string }[],
): (Happening & { readonly run: number })[] {
  return [...Map.groupBy(records, ({ run }) => run)].map(([run, own]) => ({
    kind: "seen",
    run,
    records: own.length,
    providers: [...new Set(own.map(({ provider }) => provider))].toSorted(),
  }));
}
