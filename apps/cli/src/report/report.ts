import {
  suppressed,
  suppressedParts,
  type CaseSummary,
  type Evaluation,
  type Method,
  type Model,
  type ObjectionCount,
  type QualityPanel,
  type RunRow,
  type TableStatus,
  type Told,
} from "@koppel/core";

import { shareBounds } from "../model/class-bounds.ts";
import { actionTotals } from "../model/shown-model.ts";
import { standing, type Standing } from "./standing.ts";

/** What the table knows, before anything is suppressed. */
export interface Sources {
  readonly status: TableStatus;
  readonly model: Model;
  readonly cases: readonly CaseSummary[];
  readonly runs: readonly RunRow[];
  readonly objections: readonly ObjectionCount[];
  readonly quality: QualityPanel;
  /** Where the truth is known. */
  readonly evaluation?: Evaluation | undefined;
}

/** A class of the model: what it does, and how far it is believed. */
export interface ModelClass {
  readonly name: string;
  readonly place: string;
  readonly side: string;
  readonly action: string;
  readonly falseShare: number;
  /** Pairs that no witness speaks against; null where the model did not count. */
  readonly pairs: Told | null;
  /** Bounds of the false share (95 %), where it rests on pairs that are told. */
  readonly interval: readonly [number, number] | null;
}

/** A report about a link table, fit to leave: counts below ten are suppressed (R54). */
export interface Report {
  /** ISO 8601. */
  readonly made: string;
  readonly table: string;
  readonly fingerprint: string;
  readonly records: Told;
  readonly localPatients: Told;
  readonly persons: Told;
  readonly registries: readonly { readonly name: string; readonly types: readonly string[]; readonly records: Told }[];
  readonly providers: readonly { readonly name: string; readonly records: Told }[];
  /** Objections that stand, by registry; null stands for those to all of them. */
  readonly objections: readonly {
    readonly registry: string | null;
    readonly policy: string | null;
    readonly standing: Told;
  }[];
  readonly purposes: TableStatus["purposes"];
  readonly runs: readonly {
    readonly run: number;
    readonly kind: string;
    readonly finished: string;
    readonly model: string;
  }[];
  /** In force, and as it acts under the purposes. */
  readonly model: {
    readonly version: string;
    readonly origin: string;
    readonly method: Method;
    /** The model of the last run, under which the links stand. */
    readonly linkedUnder: string;
    readonly targets: NonNullable<Model["targets"]> | null;
    /** Of all pairs that link, the share expected to be two people; null where the model did not count. */
    readonly falseLinks: number | null;
    readonly classes: readonly ModelClass[];
  };
  readonly cases: {
    readonly open: Told;
    readonly decided: Told;
    /** Open cases as a share of the local patients; null where the count is not told. */
    readonly load: number | null;
    readonly kinds: readonly { readonly kind: string; readonly cases: Told }[];
  };
  /** Estimated without a truth; the table's figures are the safe ones. */
  readonly quality: Omit<QualityPanel, "safeTable" | "seconds">;
  /** Null without a truth. */
  readonly evaluation: Standing | null;
}

/** The report of what is known. @param made when, ISO 8601 */
export function reportOf(sources: Sources, made: string): Report {
  const { status, model, cases, runs, objections, quality, evaluation } = sources;
  const { registries, providers, purposes } = status;
  const byRegistry = suppressedParts(registries.map(({ records }) => records));
  const byProvider = suppressedParts(providers.map(({ records }) => records));
  // One total stands beside both tables, so it is told only where neither minds.
  const total = [byRegistry.total, byProvider.total].find((told) => typeof told !== "number") ?? byProvider.total;
  const kinds = [...Map.groupBy(cases, ({ kind }) => kind)].toSorted((a, b) => b[1].length - a[1].length);
  const byKind = suppressedParts(kinds.map(([, own]) => own.length));
  const localPatients = toldPatients(status, quality);
  return {
    made,
    table: status.table,
    fingerprint: status.fingerprint,
    records: total,
    localPatients,
    persons: suppressed(status.persons),
    registries: registries.map(({ name, types }, i) => ({ name, types, records: byRegistry.parts[i]! })),
    providers: providers.map(({ name }, i) => ({ name, records: byProvider.parts[i]! })),
    objections: objections.map(({ registry, policy, standing: standingOnes }) => ({
      registry,
      policy,
      standing: suppressed(standingOnes),
    })),
    purposes,
    runs: runs.map(({ id, kind, finished, model: version }) => ({ run: id, kind, finished, model: version })),
    model: {
      version: model.version,
      origin: model.origin,
      method: model.method,
      linkedUnder: status.linkedUnder,
      targets: model.targets ?? null,
      falseLinks: falseLinks(model),
      classes: model.classes.map(modelClass),
    },
    cases: {
      open: byKind.total,
      decided: suppressed(status.cases.decided),
      load: loadOf(byKind.total, localPatients),
      kinds: kinds.map(([kind], i) => ({ kind, cases: byKind.parts[i]! })),
    },
    quality: panelOf(quality),
    evaluation: evaluation === undefined ? null : standing(evaluation),
  };
}

/** Local patients stand in the quality panel too, of all hospitals and registries. */
function toldPatients({ localPatients }: TableStatus, { safeTable }: QualityPanel): Told {
  return safeTable.find(({ name }) => name === "unlinkable")?.of ?? suppressed(localPatients);
}

function loadOf(open: Told, localPatients: Told): number | null {
  if (typeof open !== "number" || typeof localPatients !== "number" || open === 0) return null;
  return open / localPatients;
}

function panelOf({ model, origin, figures, safeTable, providers, registries }: QualityPanel): Report["quality"] {
  return { model, origin, figures, table: safeTable, providers, registries };
}

function modelClass({ name, place, side, action, falseShare, estimate }: Model["classes"][number]): ModelClass {
  const pairs = estimate === undefined ? null : suppressed(estimate.open);
  const interval = typeof pairs === "number" ? (shareBounds(estimate) ?? null) : null;
  return { name, place, side, action, falseShare, pairs, interval };
}

function falseLinks(model: Model): number | null {
  const { pairs, false: wrong } = actionTotals(model)?.link ?? { pairs: 0, false: 0 };
  return pairs === 0 ? null : wrong / pairs;
}
