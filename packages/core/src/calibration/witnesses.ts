import type { Comparison } from "../linking/comparison.ts";
import type { PatternClass } from "../model/model.ts";

/**
 * Witnesses against pairs. When a patient at provider p surely is also another patient at q, that provider has told the two apart: the
 * first cannot be this one at q as well. So a pair with a witness is two people, however alike they look (bar duplicate numbers).
 * Where one of the two has no number, no provider tells them apart.
 */
export class Witnesses {
  readonly #comparison: Comparison;
  readonly #sure: (found: PatternClass) => boolean;
  /** By local patient: those of its set that it surely is one with. */
  readonly #partners = new Map<number, number[]>();

  constructor(comparison: Comparison, sure: (found: PatternClass) => boolean) {
    this.#comparison = comparison;
    this.#sure = sure;
  }

  /** Compares all members of a set of candidates, so that they can be witnesses. @returns class of i and j at `i * size + j`, i before j */
  call(members: Int32Array): Uint16Array {
    const { model } = this.#comparison;
    const size = members.length;
    const classes = new Uint16Array(size * size);
    for (let i = 0; i < size; i++) {
      for (let j = i + 1; j < size; j++) {
        const found = this.#comparison.classOf(members[i], members[j]);
        classes[i * size + j] = found;
        if (model.classes[found].side !== "other-provider" || !this.#sure(model.classes[found])) continue;
        this.#add(members[i], members[j]);
        this.#add(members[j], members[i]);
      }
    }
    return classes;
  }

  /** How many of two members have a witness against their being one. */
  against(members: Int32Array, i: number, j: number): number {
    const { numbered } = this.#comparison.patients;
    const [a, b] = [members[i], members[j]];
    return numbered[a] === 1 && numbered[b] === 1 ? this.#speaks(a, b) + this.#speaks(b, a) : 0;
  }

  /**
   * Of the pairs of numbered strangers of two providers in a birth group: how many have one witness, and how many two, were they to look
   * alike. O(members + partners).
   */
  amongStrangers(group: Int32Array, sizeOf: (provider: number) => number): [one: number, both: number] {
    const { provider } = this.#comparison.patients;
    // By pair of providers: patients of the first who are known at the second too, and how many partners they have there.
    const known = new Map<string, { patients: number; partners: number }>();
    let events = 0;
    for (const node of group) {
      const there = Map.groupBy(this.#partners.get(node) ?? [], (partner) => provider[partner]);
      for (const [at, partners] of there) {
        events += sizeOf(at) - partners.length;
        const key = `${provider[node]} ${at}`;
        const count = known.get(key) ?? { patients: 0, partners: 0 };
        known.set(key, { patients: count.patients + 1, partners: count.partners + partners.length });
      }
    }
    let both = 0;
    for (const [key, { patients, partners }] of known) {
      const [p, q] = key.split(" ").map(Number) as [number, number];
      if (p < q) both += patients * (known.get(`${q} ${p}`)?.patients ?? 0) - partners;
    }
    return [events - 2 * both, both];
  }

  #speaks(node: number, other: number): number {
    const { provider } = this.#comparison.patients;
    const there = this.#partners.get(node)?.some((own) => own !== other && provider[own] === provider[other]);
    return there ? 1 : 0;
  }

  #add(node: number, partner: number): void {
    const known = this.#partners.get(node);
    if (known === undefined) this.#partners.set(node, [partner]);
    else known.push(partner);
  }
}
