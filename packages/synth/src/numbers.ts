import { Stream, purposeKey } from "./random.ts";

/** Patient and citizen service numbers: distinct, random-looking, and a pure function of the person. */
export class Numbers {
  readonly #local: { readonly factor: number; readonly offset: number }[] = [];

  constructor(seed: number, providers: number) {
    const stream = new Stream();
    for (let p = 0; p < providers; p++) {
      stream.start(purposeKey(seed, 6), p);
      // Ending in 1, 3, 7 or 9, the factor has no divisor in common with 10^8: no number comes twice.
      const factor = 10 * stream.below(9_000_000) + [1, 3, 7, 9][stream.below(4)]!;
      this.#local.push({ factor, offset: stream.below(100_000_000) });
    }
  }

  /** A person's patient number at a provider, up to eight digits; `second` gives the duplicate one. */
  patientNumber(provider: number, person: number, second: boolean): number {
    const { factor, offset } = this.#local[provider]!;
    return ((person * 2 + (second ? 1 : 0)) * factor + offset) % 100_000_000;
  }
}

const BSN_BASES = 40_000_000;

/** A person's citizen service number, nine digits that pass the 11-test. */
export function bsn(person: number): number {
  const base = 10_000_000 + 2 * ((person * 27_644_437 + 31_415_926) % BSN_BASES);
  // The control digit of one of two neighbours may be 10, never of both: the last digit weighs two.
  const check = control(base);
  return check < 10 ? base * 10 + check : (base + 1) * 10 + control(base + 1);
}

function control(base: number): number {
  let rest = base;
  let sum = 0;
  for (let weight = 2; weight <= 9; weight++) {
    sum += weight * (rest % 10);
    rest = Math.floor(rest / 10);
  }
  return sum % 11;
}
