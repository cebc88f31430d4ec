import { suppressed, type Evaluation, type Quality, type ThresholdPoint, type Told } from "@koppel/core";

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
    /** Of all pairs of the class the share that the model expects to be two people. */
    readonly expectedFalse: number;
    readonly mayLink: boolean;
    readonly pairs: Told;
    /** True share; null for a class of fewer than ten pairs. */
    readonly correct: number | null;
  }[];
}

/** An evaluation as it may leave: of fewer than ten pairs nothing is told but that. */
export function standing({ records, localPatients, patients, thresholds }: Evaluation): Standing {
  const { acrossProviders } = patients;
  return {
    records: suppressed(records),
    localPatients: suppressed(localPatients),
    truePairs: suppressed(acrossProviders.true),
    links: qualityOf(acrossProviders),
    withPerfectReview: qualityOf(acrossProviders.withPerfectReview),
    oracleAt: thresholds.oracleAt,
    curve: thinned(thresholds.curve),
    oracle: thinned(thresholds.oracle),
    boundOracle: thinned(thresholds.boundOracle),
    classes: thresholds.classes.map(({ pairs, correct, ...rest }) => {
      const told = suppressed(pairs);
      return { ...rest, pairs: told, correct: typeof told === "number" ? correct / pairs : null };
    }),
  };
}

function qualityOf({ precision, recall, f1 }: Quality): Quality {
  return { precision, recall, f1 };
}

/** A curve without the points that fewer than ten pairs make. */
function thinned(curve: readonly ThresholdPoint[]): CurvePoint[] {
  let last = 0;
  return curve.flatMap(({ pairs, precision, recall }) => {
    if (typeof suppressed(pairs - last) !== "number" || pairs === last) return [];
    last = pairs;
    return [{ precision, recall }];
  });
}
