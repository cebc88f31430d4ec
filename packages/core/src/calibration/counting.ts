import type { PseudonymType } from "@koppel/pseudonym";

import { candidates } from "../linking/candidates.ts";
import type { Comparison } from "../linking/comparison.ts";
import { groupRows } from "../linking/local-patients.ts";
import type { EvidenceModel } from "../model/evidence-model.ts";
import { maskOf, SIDES } from "../model/pattern.ts";
import { nameParts, placeCharacters } from "./levels.ts";
import type { ByWitness, PairCounts } from "./pair-counts.ts";
import { strongestLevels } from "./strongest.ts";
import { Witnesses } from "./witnesses.ts";

const OTHER_PROVIDER = SIDES.indexOf("other-provider");
const SAME_PROVIDER = SIDES.indexOf("same-provider");
const NO_NUMBER = SIDES.indexOf("no-number");

/**
 * Counts pairs of local patients for calibration, partition by partition.
 *
 * Every pair in which a name or a place agrees is looked at once; the rest, strangers who share a birth group, are counted from the
 * sizes of the groups alone. O(records + pairs that agree on something).
 */
export class PairCounter {
  readonly #model: EvidenceModel;
  readonly #placed: number;
  readonly #named: number;
  readonly #initialled: number;
  /** By class, three words: pairs by witness. */
  readonly #pairs: Float64Array;
  /** By class: numbered local patients whose last values agree so with their first. */
  readonly #varied: Float64Array;
  /** By side, two words: pairs looked at that are no mere strangers, both placed or not. */
  readonly #alike = new Float64Array(SIDES.length * 2);
  readonly #possible = new Float64Array(SIDES.length * 2);
  readonly #witnessed = new Float64Array(SIDES.length * 2);
  readonly #within: Float64Array;
  readonly #across: Float64Array;
  readonly #decoys: Float64Array;
  #patients = 0;
  #unnamed = 0;
  #uninitialled = 0;

  /**
   * @param model one under which every class acts (`permissiveModel`), so that candidates are all who share anything
   * @param types its evidence types, in the order of its bits
   * @param providers number of providers, one more than the highest
   */
  constructor(model: EvidenceModel, types: readonly PseudonymType[], providers: number) {
    this.#model = model;
    this.#placed = maskOf(types, ({ inputs }) => inputs.postcode !== undefined && inputs.date !== undefined);
    this.#named = maskOf(types, ({ inputs }) => inputs.name !== undefined);
    this.#initialled = maskOf(types, ({ inputs }) => inputs.initial !== undefined);
    this.#pairs = new Float64Array(model.maxClasses * 3);
    this.#varied = new Float64Array(model.maxClasses);
    this.#within = new Float64Array(providers);
    this.#across = new Float64Array(providers);
    this.#decoys = new Float64Array(providers);
  }

  /** Counts the pairs of one partition. */
  add(comparison: Comparison): void {
    const witnesses = new Witnesses(comparison, strongestLevels(this.#model, this.#initialled !== 0));
    const has = presentTypes(comparison);
    this.#countCandidates(comparison, witnesses, has);
    this.#countGroups(comparison, witnesses, has);
    this.#countVariation(comparison);
  }

  #countCandidates(comparison: Comparison, witnesses: Witnesses, has: Uint16Array): void {
    const { members, start } = candidates(comparison, []);
    const { provider } = comparison.patients;
    for (let set = 0; set + 1 < start.length; set++) {
      const own = members.subarray(start[set], start[set + 1]);
      if (own.length === 1) continue;
      const classes = witnesses.call(own);
      for (let i = 0; i < own.length; i++) {
        for (let j = i + 1; j < own.length; j++) {
          const found = this.#model.classes[classes[i * own.length + j]];
          const side = SIDES.indexOf(found.side);
          const placed = (has[own[i]] & has[own[j]] & this.#placed) !== 0;
          const { letters, initial } = nameParts(found.name);
          if (letters > 0 || placeCharacters(found.place) > 0) this.#alike[side * 2 + (placed ? 0 : 1)]++;
          // What citizen service numbers say outweighs all chance.
          if (found.number !== "number-missing") continue;
          this.#pairs[classes[i * own.length + j] * 3 + witnesses.against(own, i, j)]++;
          if (side === SAME_PROVIDER && initial === "-" && found.place === "place-differs")
            this.#decoys[provider[own[i]]]++;
        }
      }
    }
  }

  #countGroups({ patients }: Comparison, witnesses: Witnesses, has: Uint16Array): void {
    const { rows, start } = groupRows(
      patients.group,
      patients.group.reduce((max, group) => Math.max(max, group), 0) + 1,
    );
    // Group 0 is no group: birth date or sex is missing.
    for (let group = 1; group + 1 < start.length; group++)
      this.#countGroup(rows.subarray(start[group], start[group + 1]), patients, witnesses, has);
  }

  #countGroup(
    own: Int32Array,
    { provider, numbered }: Comparison["patients"],
    witnesses: Witnesses,
    has: Uint16Array,
  ): void {
    const sizes = new Map<number, { all: number; placed: number }>();
    let without = 0;
    let placedWithout = 0;
    for (const node of own) {
      this.#patients++;
      if ((has[node] & this.#named) === 0) this.#unnamed++;
      else if ((has[node] & this.#initialled) === 0) this.#uninitialled++;
      const placed = has[node] & this.#placed ? 1 : 0;
      if (numbered[node] === 0) {
        without++;
        placedWithout += placed;
        continue;
      }
      const size = sizes.get(provider[node]) ?? { all: 0, placed: 0 };
      sizes.set(provider[node], { all: size.all + 1, placed: size.placed + placed });
    }
    const all = own.length - without;
    const placed = [...sizes.values()].reduce((sum, size) => sum + size.placed, 0);
    let [within, placedWithin] = [0, 0];
    for (const [at, size] of sizes) {
      within += pairsOf(size.all);
      placedWithin += pairsOf(size.placed);
      this.#within[at] += pairsOf(size.all);
      this.#across[at] += size.all * (all - size.all);
    }
    this.#possibleOf(SAME_PROVIDER, within, placedWithin);
    this.#possibleOf(OTHER_PROVIDER, pairsOf(all) - within, pairsOf(placed) - placedWithin);
    this.#possibleOf(NO_NUMBER, pairsOf(own.length) - pairsOf(all), pairsOf(placed + placedWithout) - pairsOf(placed));
    const [one, both] = witnesses.amongStrangers(own, (at) => sizes.get(at)?.all ?? 0);
    this.#witnessed[OTHER_PROVIDER * 2] += one;
    this.#witnessed[OTHER_PROVIDER * 2 + 1] += both;
  }

  #countVariation({ patients, codes, width, variants, variantStart }: Comparison): void {
    for (let node = 0; node < patients.size; node++) {
      if (patients.numbered[node] === 0 || patients.group[node] === 0) continue;
      const first = variants[variantStart[node]] * width;
      const last = variants[variantStart[node + 1] - 1] * width;
      let agree = 0;
      let present = 0;
      for (let bit = 0; bit < width; bit++) {
        if (codes[first + bit] === 0 || codes[last + bit] === 0) continue;
        present |= 1 << bit;
        if (codes[first + bit] === codes[last + bit]) agree |= 1 << bit;
      }
      this.#varied[this.#model.classOf(agree, present, OTHER_PROVIDER)]++;
    }
  }

  #possibleOf(side: number, all: number, placed: number): void {
    this.#possible[side * 2] += placed;
    this.#possible[side * 2 + 1] += all - placed;
  }

  /** What was counted so far. */
  counts(): PairCounts {
    const { classes } = this.#model;
    return {
      classes: classes.flatMap(({ name, place, side, number }, c) => {
        const pairs = [...this.#pairs.subarray(c * 3, c * 3 + 3)] as unknown as ByWitness;
        return number === "number-missing" && pairs.some((n) => n > 0) ? [{ name, place, side, pairs }] : [];
      }),
      possible: SIDES.map((side, s) => {
        const [placed, unplaced] = [0, 1].map((at) => this.#possible[s * 2 + at] - this.#alike[s * 2 + at]) as [
          number,
          number,
        ];
        const [one, both] = [this.#witnessed[s * 2], this.#witnessed[s * 2 + 1]];
        return { side, placed, unplaced, witnessed: [placed + unplaced - one - both, one, both] };
      }),
      providers: Array.from(this.#within, (within, provider) => ({
        provider,
        within,
        across: this.#across[provider],
        decoys: this.#decoys[provider],
      })).filter(({ within, across }) => within + across > 0),
      varied: classes.flatMap(({ name, place }, c) =>
        this.#varied[c] > 0 ? [{ name, place, patients: this.#varied[c] }] : [],
      ),
      patients: this.#patients,
      unnamed: this.#unnamed,
      uninitialled: this.#uninitialled,
    };
  }
}

/** By local patient: bits of the evidence types that it has a value of. */
function presentTypes({ patients, codes, width, variants, variantStart }: Comparison): Uint16Array {
  const has = new Uint16Array(patients.size);
  for (let node = 0; node < patients.size; node++)
    for (let i = variantStart[node]; i < variantStart[node + 1]; i++)
      for (let bit = 0; bit < width; bit++) if (codes[variants[i] * width + bit] !== 0) has[node] |= 1 << bit;
  return has;
}

function pairsOf(n: number): number {
  return (n * (n - 1)) / 2;
}
