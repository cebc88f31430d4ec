/** A quantity to be estimated: a positive number with a Gamma prior of `weight` counts at `mean`; `group` members are updated together. */
export interface Parameter {
  readonly mean: number;
  readonly weight: number;
  /** Parameters of one group never multiply each other. */
  readonly group: number;
  /** Keeps its mean. */
  readonly fixed: boolean;
}

/** A constant times parameters, given by their positions. */
export interface Product {
  readonly factor: number;
  readonly parameters: readonly number[];
}

/** A part of an expected count. */
export interface Term<Kind extends string = string> extends Product {
  readonly kind: Kind;
}

/** A count that was made, and the parts that its expectation is the sum of. */
export interface Observation<Kind extends string = string> {
  readonly count: number;
  readonly terms: readonly Term<Kind>[];
}

/** The parameters of a mixture while it is being stated. */
export class ParameterList {
  readonly all: Parameter[] = [];

  /** Adds a parameter and gives it as a product of its own. */
  add(group: number, mean: number, weight: number, fixed = false): Product {
    this.all.push({ mean: Math.max(mean, LEAST), weight, group, fixed });
    return { factor: 1, parameters: [this.all.length - 1] };
  }
}

/** The product of products and numbers. */
export function times(...parts: readonly (Product | number)[]): Product {
  return {
    factor: parts.reduce<number>((all, part) => all * (typeof part === "number" ? part : part.factor), 1),
    parameters: parts.flatMap((part) => (typeof part === "number" ? [] : part.parameters)),
  };
}

const LEAST = 1e-9;
const ITERATIONS = 1000;
/** A step goes further than EM would, as it creeps where kinds look alike (over-relaxed EM, Salakhutdinov and Roweis 2003). */
const STRIDE = 1.5;
/** Counts by which no parameter may still move when the fit ends. */
const TOLERANCE = 0.05;

/** What a product is worth at these values of the parameters. */
export function valueOf({ factor, parameters }: Product, values: Float64Array): number {
  let value = factor;
  for (const parameter of parameters) value *= values[parameter];
  return value;
}

/**
 * The most probable parameters behind Poisson counts, each the sum of products of parameters: EM, which shares out each count over its
 * terms, one group of parameters at a time (Meng and Rubin 1993). O(iterations x groups x terms).
 *
 * @param start where to begin, the prior means by default
 */
export function fitMixture(
  parameters: readonly Parameter[],
  observations: readonly Observation[],
  start: Float64Array = Float64Array.from(parameters, ({ mean }) => mean),
): Float64Array {
  const values = start.slice();
  const flat = flatten(observations);
  const groups = [...new Set(parameters.map(({ group }) => group))];
  const found = new Float64Array(values.length);
  const exposure = new Float64Array(values.length);
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    let moved = 0;
    for (const group of groups) {
      shareOut(flat, values, found, exposure);
      for (const [p, { weight, mean, fixed, group: own }] of parameters.entries()) {
        if (fixed || own !== group) continue;
        const total = exposure[p] + weight / mean;
        const next = Math.max(LEAST ** 2, (found[p] + weight) / total);
        moved = Math.max(moved, Math.abs(next - values[p]) * total);
        values[p] *= (next / values[p]) ** STRIDE;
      }
    }
    if (moved < TOLERANCE) break;
  }
  return values;
}

/** Observations side by side: terms of o from `termOf[o]`, parameters of term t from `parameterOf[t]`. */
interface Flat {
  readonly counts: Float64Array;
  readonly termOf: Int32Array;
  readonly factors: Float64Array;
  readonly parameterOf: Int32Array;
  readonly parameters: Int32Array;
  readonly worth: Float64Array;
}

function flatten(observations: readonly Observation[]): Flat {
  const terms = observations.flatMap((observation) => observation.terms);
  const starts = (sizes: readonly number[]): Int32Array => {
    const at = new Int32Array(sizes.length + 1);
    sizes.forEach((size, i) => (at[i + 1] = at[i] + size));
    return at;
  };
  return {
    counts: Float64Array.from(observations, ({ count }) => count),
    termOf: starts(observations.map((observation) => observation.terms.length)),
    factors: Float64Array.from(terms, ({ factor }) => factor),
    parameterOf: starts(terms.map(({ parameters }) => parameters.length)),
    parameters: Int32Array.from(terms.flatMap(({ parameters }) => parameters)),
    worth: new Float64Array(terms.length),
  };
}

/** By parameter: the counts that fall to terms with it, and what those terms would be worth if it were one. */
function shareOut(
  { counts, termOf, factors, parameterOf, parameters, worth }: Flat,
  values: Float64Array,
  found: Float64Array,
  exposure: Float64Array,
): void {
  found.fill(0);
  exposure.fill(0);
  for (let o = 0; o < counts.length; o++) {
    let expected = 0;
    for (let t = termOf[o]; t < termOf[o + 1]; t++) {
      let value = factors[t];
      for (let i = parameterOf[t]; i < parameterOf[t + 1]; i++) value *= values[parameters[i]];
      worth[t] = value;
      expected += value;
    }
    if (expected <= 0) continue;
    for (let t = termOf[o]; t < termOf[o + 1]; t++) {
      for (let i = parameterOf[t]; i < parameterOf[t + 1]; i++) {
        found[parameters[i]] += (counts[o] * worth[t]) / expected;
        exposure[parameters[i]] += worth[t] / values[parameters[i]];
      }
    }
  }
}
