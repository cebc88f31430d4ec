import type { HistoryEntry } from "../explanation/person-history.ts";
import type { WaterfallStep } from "../explanation/waterfall.ts";
import type { DecidedPair } from "../linking/decisions.ts";
import type { Action, Estimate, Method } from "../model/model.ts";
import type { Decision } from "./decisions.ts";
import type { AskedQuestion, CaseSummary } from "./results.ts";

export type { DecidedPair, HistoryEntry, WaterfallStep };

/** Why a pair forbids that its two ever meet in one person without a human's word. */
export type Veto = "two-patient-numbers" | "two-service-numbers";

/** What a pair does to a link: by its class, and by a human's word, which comes first. */
export interface PairVerdict {
  readonly class: string;
  readonly action: Action;
  /** Log-odds that they are one person. */
  readonly weight: number;
  readonly veto: Veto | null;
  readonly decided: DecidedPair | null;
}

/** What two local patients of one birth group say about each other. */
export interface PairEvidence extends PairVerdict {
  readonly levels: { readonly name: string; readonly place: string; readonly number: string; readonly side: string };
  /** Estimated share of such pairs that are two people. */
  readonly falseShare: number;
  /** What was counted of such pairs; null where the model did not count this table. */
  readonly estimate: Estimate | null;
  /** How the weight comes about, step by step. */
  readonly waterfall: readonly WaterfallStep[];
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

/** An open case, with all that it is about compared with all. */
export interface ExplainedCase extends Pick<CaseSummary, "id" | "kind" | "class" | "persons"> {
  /** The local patients of its persons, each by a record. */
  readonly patients: readonly { readonly record: string; readonly person: number }[];
  /** By patient and patient, in that order: null for one with itself, and over birth groups, where nothing is compared. */
  readonly matrix: readonly (readonly (PairVerdict | null)[])[];
  /** What providers were asked about it, each patient that is still in it by a record. */
  readonly asked: readonly (Omit<AskedQuestion, "patients"> & { readonly records: readonly string[] })[];
}

/** A decision about local patients that are shown. */
export interface ExplainedDecision extends Decision {
  /** Its parts by a record of each local patient; those that are not shown are left out. */
  readonly sides: readonly (readonly string[])[];
}

/** Why a record is where it is. */
export interface Explanation {
  readonly record: string;
  readonly person: number;
  /** Numbers that were other persons once and lead to this one now. */
  readonly formerly: readonly number[];
  /** The model that the links were made under, and how its shares came about. */
  readonly model: string;
  readonly method: Method;
  /** Local patients of the person, the one asked about first; visits in order of date. */
  readonly patients: readonly ExplainedPatient[];
  /** The evidence between the record's local patient and each other one that it was compared with. */
  readonly evidence: readonly (PairEvidence & {
    readonly with: string;
    readonly person: number;
    readonly joined: boolean;
  })[];
  /** Persons that are one with this one by a shared patient number, or a decision, in another birth group. */
  readonly bridges: readonly number[];
  readonly cases: readonly ExplainedCase[];
  /** Decisions about the local patients that are shown, those taken back included, oldest first. */
  readonly decisions: readonly ExplainedDecision[];
  /** What happened to the person, in order. */
  readonly history: readonly HistoryEntry[];
}

/** One step of the way from one record to another: a link by its class, a human's word, or one patient number in two birth groups. */
export interface ChainStep {
  readonly from: string;
  readonly to: string;
  readonly by: "link" | "decision" | "number";
  /** Of a link, its class and log-odds. */
  readonly class: string | null;
  readonly weight: number | null;
  /** Of a human's word, the decisions that say so. */
  readonly decisions: readonly number[];
}

/** Why two records are in one person or not. */
export interface PairExplanation {
  readonly records: readonly [string, string];
  readonly samePerson: boolean;
  readonly persons: readonly [number, number];
  readonly model: string;
  readonly method: Method;
  /** One sentence. */
  readonly because: string;
  /** Null where they are in different birth groups, or are one local patient. */
  readonly evidence: PairEvidence | null;
  /** How they hang together; empty where they are two persons, or one local patient. */
  readonly chain: readonly ChainStep[];
  readonly cases: Explanation["cases"];
  readonly decisions: Explanation["decisions"];
}
