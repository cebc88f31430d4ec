/** A range that holds the true value in 95 of 100 cases, if what the figure assumes holds. */
export type Interval = readonly [low: number, high: number];

/** Half the width of 95 % of a normal distribution, in standard deviations. */
const Z = 1.96;

/** What is left to chance where nothing was counted: 95 % of the time at most so many were to be expected (Poisson). */
const NONE_SEEN = 3.7;

/** The interval of a share counted in a group (Wilson 1927). */
export function shareInterval(count: number, of: number): Interval {
  if (of === 0) return [0, 1];
  const share = count / of;
  const middle = share + (Z * Z) / (2 * of);
  const half = Z * Math.sqrt((share * (1 - share)) / of + (Z * Z) / (4 * of * of));
  const scale = 1 + (Z * Z) / of;
  return [Math.max(0, (middle - half) / scale), Math.min(1, (middle + half) / scale)];
}

/** The interval of the mean of a count (Poisson, in the approximation of Byar). */
export function countInterval(count: number): Interval {
  const end = (n: number, z: number): number => n * (1 - 1 / (9 * n) + z / (3 * Math.sqrt(n))) ** 3;
  return [count === 0 ? 0 : Math.max(0, end(count, -Z)), count === 0 ? NONE_SEEN : end(count + 1, Z)];
}

/** The interval of an estimated count: log-normal, so that it stays above zero, and never surer than where nothing was seen. */
export function estimateInterval(count: number, variance: number): Interval {
  if (count <= 0) return [0, Math.max(NONE_SEEN, Z * Math.sqrt(variance))];
  const factor = Math.exp(Z * Math.sqrt(Math.log1p(variance / (count * count))));
  return [count / factor, Math.max(NONE_SEEN, count * factor)];
}

/**
 * Variance of an estimate by the jackknife: from how it changes when one part of the data is left out (Tukey 1958). Parts must not depend
 * on each other; partitions do not, as persons of different birth groups have nothing to do with each other.
 *
 * @param left the estimates, each without one of the parts
 */
export function jackknifeVariance(left: readonly number[]): number {
  const mean = left.reduce((sum, value) => sum + value, 0) / left.length;
  return left.reduce((sum, value) => sum + (value - mean) ** 2, 0) * ((left.length - 1) / left.length);
}
