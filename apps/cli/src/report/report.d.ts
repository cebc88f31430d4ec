import { type CaseSummary, type Evaluation, type Model, type RunRow, type TableStatus, type Told } from "@koppel/core";
import { type Standing } from "./standing.ts";
/** What the table knows, before anything is suppressed. */
export interface Sources {
  readonly status: TableStatus;
  readonly model: Model;
  readonly cases: readonly CaseSummary[];
  readonly runs: readonly RunRow[];
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
  /** Bounds of the estimate, where the model has them. */
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
  readonly registries: readonly {
    readonly name: string;
    readonly types: readonly string[];
    readonly records: Told;
  }[];
  readonly providers: readonly {
    readonly name: string;
    readonly records: Told;
  }[];
  readonly purposes: TableStatus["purposes"];
  readonly runs: readonly {
    readonly run: number;
    readonly kind: string;
    readonly finished: string;
    readonly model: string;
  }[];
  readonly model: {
    readonly version: string;
    readonly origin: string;
    readonly classes: readonly ModelClass[];
  };
  readonly cases: {
    readonly open: Told;
    readonly decided: Told;
    /** Open cases as a share of the local patients; null where the count is not told. */
    readonly load: number | null;
    readonly kinds: readonly {
      readonly kind: string;
      readonly cases: Told;
    }[];
  };
  /** Null without a truth. */
  readonly evaluation: Standing | null;
}
/** The report of what is known. @param made when, ISO 8601 */
export declare function reportOf({ status, model, cases, runs, evaluation }: Sources, made: string): Report;
