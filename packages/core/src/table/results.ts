import type { Purpose } from "@koppel/pseudonym";

import type { QuestionKind } from "../linking/cluster.ts";
import type { Action, Method } from "../model/model.ts";
import type { ClassCount } from "../linking/partition.ts";
import type { Progress } from "../progress.ts";
import type { PersonEventRow } from "../store/link-store.ts";
import type { Decision } from "./decisions.ts";

export type { ClassCount, PersonEventRow };

export type { Progress };

/** How a job is watched and stopped. */
export interface JobOptions {
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A record that was not taken. */
export interface Reject {
  readonly file: string;
  readonly line: number;
  readonly code: "MISSING_RECORD_ID" | "DUPLICATE_RECORD";
}

/** What `link` did, or with `dryRun` would do. */
export interface LinkResult {
  readonly run: number;
  readonly dryRun: boolean;
  readonly model: string;
  /** How the shares of the model came about. */
  readonly method: Method;
  readonly deliveries: number;
  readonly records: number;
  readonly accepted: number;
  readonly rejected: number;
  /** At most the first hundred. */
  readonly rejects: readonly Reject[];
  /** Persons in the table after the run, and how many of them it added. */
  readonly persons: number;
  readonly newPersons: number;
  /** Records of this run whose person has another local patient. */
  readonly linkedRecords: number;
  /** Open cases in the table after the run. */
  readonly cases: number;
  readonly seconds: number;
  readonly recordsPerSecond: number;
  readonly byClass: readonly ClassCount[];
  /** Values shared by too many to mean anything (placeholders), by type; they gathered nobody. */
  readonly placeholders: Readonly<Record<string, number>>;
}

/** What is in the table. */
export interface TableStatus {
  readonly table: string;
  readonly registries: readonly { name: string; types: readonly string[]; deliveries: number; records: number }[];
  readonly providers: readonly { name: string; deliveries: number; records: number }[];
  readonly model: string;
  /** How the shares of the model came about. */
  readonly method: Method;
  /** The model of the last run, under which the links stand. */
  readonly linkedUnder: string;
  readonly purposes: Readonly<Record<string, Purpose>>;
  readonly runs: number;
  readonly deliveries: number;
  readonly records: number;
  /** Patient numbers of providers, and records without one, each birth group counted for itself. */
  readonly localPatients: number;
  readonly persons: number;
  readonly cases: { readonly open: number; readonly decided: number };
  /** Hash of the partition of records into persons: independent of person numbers, keys, threads and the order of deliveries. */
  readonly fingerprint: string;
}

/** A record by registry, provider and record id, as in `NKKR:H01:H01-0000001`. */
export interface RecordName {
  readonly registry: string;
  readonly provider: string;
  readonly recordId: string;
}

/** What two local patients say about each other. */
export interface PairEvidence {
  readonly class: string;
  readonly action: Action;
  readonly levels: { readonly name: string; readonly place: string; readonly number: string; readonly side: string };
  readonly falseShare: number;
  /** Log-odds that they are one person. */
  readonly weight: number;
  readonly veto: boolean;
}

/** One local patient as an explanation shows it. */
export interface ExplainedPatient {
  readonly provider: string;
  readonly person: number;
  readonly hasNumber: boolean;
  readonly records: readonly {
    readonly record: string;
    readonly date: string | null;
    readonly run: number;
    readonly types: readonly string[];
  }[];
}

/** Why a record is where it is. */
export interface Explanation {
  readonly record: string;
  readonly person: number;
  readonly model: string;
  /** Local patients of the person, the one asked about first; visits in order of date. */
  readonly patients: readonly ExplainedPatient[];
  /** The evidence between the record's local patient and each other one that it was compared with. */
  readonly evidence: readonly (PairEvidence & {
    readonly with: string;
    readonly person: number;
    readonly joined: boolean;
  })[];
  /** Persons that are one with this one by a shared patient number in another birth group. */
  readonly bridges: readonly number[];
  /** What happened to the person, and to those that are one with it, in order. */
  readonly history: readonly PersonEventRow[];
  /** Decisions that name a local patient of the person, those taken back included. */
  readonly decisions: readonly Decision[];
  readonly cases: readonly {
    readonly id: number;
    readonly kind: CaseKind;
    readonly class: string;
    readonly persons: readonly number[];
  }[];
}

/** Why two records are in one person or not. */
export interface PairExplanation {
  readonly records: readonly [string, string];
  readonly samePerson: boolean;
  readonly persons: readonly [number, number];
  /** One sentence. */
  readonly because: string;
  /** Null where they are in different birth groups, or are one local patient. */
  readonly evidence: PairEvidence | null;
  /** Decisions that name both, those taken back included. */
  readonly decisions: readonly Decision[];
  readonly cases: Explanation["cases"];
}

/** What a case asks. */
export type CaseKind = QuestionKind | "bridge";

/** An open question about persons. */
export interface CaseSummary {
  readonly id: number;
  readonly kind: CaseKind;
  readonly class: string;
  readonly state: "open" | "decided" | "closed";
  readonly persons: readonly number[];
  readonly run: number;
}

/** Whether the table holds together. */
export interface Verification {
  readonly ok: boolean;
  readonly checks: readonly { readonly name: string; readonly ok: boolean; readonly detail: string }[];
}
