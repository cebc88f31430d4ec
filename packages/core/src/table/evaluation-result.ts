import type { PairQuality, Quality } from "../evaluation/quality.ts";
import type { ReviewAnswers } from "../evaluation/perfect-review.ts";
import type { Thresholds } from "../evaluation/thresholds.ts";

export type { PairQuality, Quality, ReviewAnswers, Thresholds };
export type { ClassOutcome, ThresholdPoint } from "../evaluation/thresholds.ts";

/** Pairs of local patients as they are linked, and as they would be after a perfect review of all cases. */
export interface PatientQuality extends PairQuality {
  readonly withPerfectReview: PairQuality;
}

/** The link table against the truth. */
export interface Evaluation {
  readonly records: number;
  /** Records of the table that the truth does not name, and the other way round. */
  readonly unknownRecords: number;
  readonly absentRecords: number;
  /** Pairs of records of one person. */
  readonly pairs: PairQuality;
  readonly bcubed: Quality;
  /** Pairs of records as if a perfect reviewer had answered every open case. */
  readonly withPerfectReview: PairQuality;
  /** Local patients that the truth knows. */
  readonly localPatients: number;
  /** Pairs of local patients, in whatever birth groups; `acrossProviders` leaves out two numbers that one provider gave. */
  readonly patients: PatientQuality & { readonly acrossProviders: PatientQuality };
  readonly cases: number;
  /** What a perfect reviewer answers, by kind of case. */
  readonly review: readonly ReviewAnswers[];
  readonly thresholds: Thresholds & { readonly oracleAt: OracleAt };
  /** Linked pairs of records by the class of their two local patients; `same-number` within one, `bridge` over birth groups. */
  readonly byClass: readonly { readonly class: string; readonly pairs: number; readonly correct: number }[];
  readonly seconds: number;
}

/** The recall of the oracle at a precision, also where it is bound by the purposes. */
export interface OracleAt {
  readonly precision: number;
  readonly recall: number;
  readonly boundRecall: number;
}
