import { type Evaluation, type Quality, type Told } from "@koppel/core";
/** Precision and recall where a threshold stands. */
export interface CurvePoint {
  readonly precision: number;
  readonly recall: number;
}
/** Where the links of a table stand against the truth, over pairs of local patients across providers. */
export interface Standing {
  readonly records: Told;
  readonly localPatients: Told;
  readonly truePairs: Told;
  readonly links: Quality;
  readonly withPerfectReview: Quality;
  readonly oracleAt: Evaluation["thresholds"]["oracleAt"];
  readonly curve: readonly CurvePoint[];
  readonly oracle: readonly CurvePoint[];
  readonly boundOracle: readonly CurvePoint[];
  readonly classes: readonly {
    readonly class: string;
    readonly action: string;
    readonly falseShare: number;
    readonly mayLink: boolean;
    readonly pairs: Told;
    /** True share; null for a class of fewer than ten pairs. */
    readonly correct: number | null;
  }[];
}
/** An evaluation as it may leave: of fewer than ten pairs nothing is told but that. */
export declare function standing({ records, localPatients, patients, thresholds }: Evaluation): Standing;
