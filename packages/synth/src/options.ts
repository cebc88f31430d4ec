/** What a synthetic population is made from; the same options give the same bytes on any machine. */
export interface PopulationOptions {
  /** Number of persons, 1 to 40 million, each with at least one visit (about four over five years). */
  readonly persons: number;
  /** Number of hospitals, 1 to 999, called H01, H02, ...; the first are the largest. */
  readonly providers: number;
  /** Any safe integer. */
  readonly seed: number;
  /** `general` (default): all ages. `children`: ages 0 to 15, with more twins who are seen by several hospitals. */
  readonly profile?: "general" | "children";
  /** Whether persons may have a same-sex co-twin (default true). */
  readonly twins?: boolean;
  /** Whether the hospitals give patient numbers (default true). */
  readonly patientNumbers?: boolean;
  /** Years that the visits span, up to the end of 2024: 1 to 20 (default 5). */
  readonly years?: number;
}

/** Progress of a long job: `done` of about `total` units. */
export interface Progress {
  readonly phase: string;
  readonly done: number;
  readonly total: number;
  readonly unit: string;
}

/** How a long job is watched and stopped. */
export interface JobOptions {
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

/** Options with the defaults filled in. */
export type Population = Required<PopulationOptions>;

/** Fills in defaults. @throws RangeError where a number is out of range. */
export function population(options: PopulationOptions): Population {
  const { persons, providers, seed, profile = "general", twins = true, patientNumbers = true, years = 5 } = options;
  within("persons", persons, 1, 40_000_000);
  within("providers", providers, 1, 999);
  within("seed", seed, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  within("years", years, 1, 20);
  return { persons, providers, seed, profile, twins, patientNumbers, years };
}

function within(name: string, value: number, least: number, most: number): void {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return;
  throw new RangeError(`${name} must be a whole number from ${least} to ${most}`);
}
