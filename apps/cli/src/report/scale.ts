/** From a value to a place on paper. */
export type Scale = (value: number) => number;

type Range = readonly [from: number, to: number];

/** Equal differences take equal room; values outside lie on the edge. */
export function linear([low, high]: Range, [from, to]: Range): Scale {
  return (value) => round(from + ((Math.max(low, Math.min(high, value)) - low) / (high - low)) * (to - from));
}

/** Equal ratios take equal room; values outside, zero too, lie on the edge. */
export function logarithmic([low, high]: Range, range: Range): Scale {
  const scale = linear([Math.log(low), Math.log(high)], range);
  return (value) => scale(Math.log(Math.max(value, low)));
}

/** Tenths of a unit of the drawing. */
function round(value: number): number {
  return Math.round(value * 10) / 10;
}
