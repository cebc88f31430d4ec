import type { Purpose } from "@koppel/pseudonym";

import type { Answer, Topic } from "../enquiry/topic.ts";
import type { QuestionKind } from "../linking/cluster.ts";
import type { Method } from "../model/model.ts";
import type { ClassCount } from "../linking/partition.ts";
import type { Progress } from "../progress.ts";

export type { Answer, ClassCount, Topic };

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
  /** Of those accepted, the ones that were delivered before and stand as they are delivered now. */
  readonly replaced: number;
  readonly rejected: number;
  /** At most the first hundred. */
  readonly rejects: readonly Reject[];
  /** Records of people who object, of whom nothing else is kept. */
  readonly objected: number;
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
  /** Classes of data of which nothing says how long they are kept, as in `records of NKKR`: without a term nothing may go live (R48). */
  readonly withoutTerm: readonly string[];
  /** Hash of the partition of records into persons: independent of person numbers, keys, threads and the order of deliveries. */
  readonly fingerprint: string;
}

/** A record by registry, provider and record id, as in `NKKR:H01:H01-0000001`. */
export interface RecordName {
  readonly registry: string;
  readonly provider: string;
  readonly recordId: string;
}

/** What a case asks. */
export type CaseKind = QuestionKind | "bridge";

/** What a provider was asked about its own patients in a case. */
export interface AskedQuestion {
  readonly enquiry: number;
  readonly provider: string;
  readonly topic: Topic;
  /** Handles of the local patients that it was asked about. */
  readonly patients: readonly string[];
  /** Null as long as there is none. */
  readonly answer: Answer | null;
}

/** An open question about persons. */
export interface CaseSummary {
  readonly id: number;
  readonly kind: CaseKind;
  readonly class: string;
  readonly state: "open" | "decided" | "closed";
  readonly persons: readonly number[];
  readonly run: number;
  readonly asked: readonly AskedQuestion[];
}

/** Whether the table holds together. */
export interface Verification {
  readonly ok: boolean;
  readonly checks: readonly { readonly name: string; readonly ok: boolean; readonly detail: string }[];
}
