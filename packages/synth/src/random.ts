/** 2^32 divided by the golden ratio, odd: the step of a Weyl sequence. */
const STEP = 0x9e3779b9;

/** A bijection of 32-bit integers with good avalanche (the "lowbias32" constants of C. Wellons). */
export function mix(x: number): number {
  x ^= x >>> 16;
  x = Math.imul(x, 0x7feb352d);
  x ^= x >>> 15;
  x = Math.imul(x, 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

/** A 32-bit key for one purpose under one seed (any safe integer), to be given to {@link Stream.start}. */
export function purposeKey(seed: number, purpose: number): number {
  const low = mix(seed >>> 0);
  const high = mix((Math.floor(seed / 0x1_0000_0000) ^ 0x5bd1e995) >>> 0);
  return mix((low + Math.imul(purpose + 1, STEP)) ^ high);
}

/**
 * A restartable stream of random numbers: a Weyl sequence through {@link mix} (the shape of splitmix).
 *
 * Its start is a bijection of the index, so two persons never share a stream of one purpose and part. It uses integer arithmetic and exact
 * products alone, so it yields the same numbers on every machine.
 */
export class Stream {
  #state = 0;

  /** Restarts at the stream of `index` (and of `part` within it) under a key of {@link purposeKey}. */
  start(key: number, index: number, part = 0): this {
    this.#state = mix(mix(index ^ key) + Math.imul(part, 0x85ebca6b));
    return this;
  }

  /** The next number, 0 to 2^32 - 1. */
  next(): number {
    this.#state = (this.#state + STEP) | 0;
    return mix(this.#state);
  }

  /** A whole number from 0 to `n` - 1. */
  below(n: number): number {
    return Math.floor((this.next() * n) / 0x1_0000_0000);
  }

  /** True with probability `p`. */
  chance(p: number): boolean {
    return this.next() < p * 0x1_0000_0000;
  }
}
