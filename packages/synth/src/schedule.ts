import type { Population } from "./options.ts";
import { Stream, mix, purposeKey } from "./random.ts";

/** Largest chance of a visit in a month; the chances are skewed, with a quarter of this as their mean. */
const BUSIEST = 0.4;
const STEP = 0x9e3779b9;

/** Which persons come in which month: month by month, each month in an order of its own. */
export class Schedule {
  readonly months: number;
  /** About how many visits there are in all. */
  readonly expected: number;
  readonly #persons: number;
  readonly #key: number;
  readonly #orderKey: number;

  constructor(of: Population) {
    this.months = of.years * 12;
    this.#persons = of.persons;
    this.#key = purposeKey(of.seed, 10);
    this.#orderKey = purposeKey(of.seed, 11);
    this.expected = Math.round(of.persons * (1 + (BUSIEST / 4) * ((this.months - 1) / 2)));
  }

  /**
   * Calls `visit` for every person who comes in a month, at most once each. Every person comes in one month for sure and
   * in each later month by chance. O(persons), without memory: a stride that has no divisor in common with the number
   * of persons reaches each of them once.
   */
  *month(month: number): Generator<number, void> {
    const persons = this.#persons;
    const order = new Stream().start(this.#orderKey, month);
    let stride = 1 + order.below(persons);
    while (divisor(stride, persons) !== 1) stride++;
    stride %= persons;
    let person = order.below(persons);
    for (let i = 0; i < persons; i++) {
      if (this.comes(person, month)) yield person;
      person += stride;
      if (person >= persons) person -= persons;
    }
  }

  /** Whether a person comes in a month. */
  comes(person: number, month: number): boolean {
    const hash = mix(person ^ this.#key);
    const first = Math.floor(((hash >>> 8) * this.months) / 0x1_00_0000);
    if (month <= first) return month === first;
    const frailty = mix(hash ^ 0x3c6ef372) / 0x1_0000_0000;
    return mix((hash + Math.imul(month, STEP)) | 0) < BUSIEST * frailty * frailty * frailty * 0x1_0000_0000;
  }
}

function divisor(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}
