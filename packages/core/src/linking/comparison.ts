import type { Block } from "../evidence/block.ts";
import { dictionary } from "../evidence/dictionary.ts";
import type { EvidenceModel } from "../model/evidence-model.ts";
import { SIDES } from "../model/pattern.ts";
import type { LocalPatients } from "./local-patients.ts";

const OTHER_PROVIDER = SIDES.indexOf("other-provider");
const SAME_PROVIDER = SIDES.indexOf("same-provider");
const NO_NUMBER = SIDES.indexOf("no-number");

/**
 * Compares local patients of one partition: which types agree and which both have, and the class that follows.
 *
 * All values a local patient ever had count: two patients agree on a type when they have any value in common. Values are coded as
 * small integers, record by record side by side, so that a comparison reads a few neighbouring words.
 */
export class Comparison {
  readonly patients: LocalPatients;
  readonly model: EvidenceModel;
  /** Codes of the evidence types, `width` a record; 0 is missing. */
  readonly codes: Int32Array;
  readonly width: number;
  /** By evidence type: number of distinct values. */
  readonly sizes: readonly number[];
  /** Records that say something no earlier record of the same local patient said: those of p from `variantStart[p]`. */
  readonly variants: Int32Array;
  readonly variantStart: Int32Array;

  constructor(block: Block, active: Uint16Array, patients: LocalPatients, model: EvidenceModel) {
    this.patients = patients;
    this.model = model;
    this.width = model.evidence.length;
    this.codes = new Int32Array(block.rows * this.width);
    this.sizes = model.evidence.map((type, offset) => {
      const column = block.values[type];
      const place = { codes: this.codes, stride: this.width, offset };
      return column === undefined ? 0 : dictionary(column, active, 1 << type, place).size;
    });
    this.variants = new Int32Array(patients.rows.length);
    this.variantStart = new Int32Array(patients.size + 1);
    let next = 0;
    for (let node = 0; node < patients.size; node++) {
      for (let i = patients.start[node]; i < patients.start[node + 1]; i++)
        if (this.#isNew(patients.rows[i], this.variantStart[node], next)) this.variants[next++] = patients.rows[i];
      this.variantStart[node + 1] = next;
    }
  }

  /** Class of a pair of local patients: a position in `model.classes`. Symmetric. O(variants of a × variants of b). */
  classOf(a: number, b: number): number {
    const { model, codes, width, variants, variantStart } = this;
    let agree = 0;
    let hasA = 0;
    let hasB = 0;
    for (let i = variantStart[a]; i < variantStart[a + 1]; i++) {
      const x = variants[i] * width;
      for (let j = variantStart[b]; j < variantStart[b + 1]; j++) {
        const y = variants[j] * width;
        for (let bit = 0; bit < width; bit++) {
          const left = codes[x + bit];
          const right = codes[y + bit];
          if (left !== 0) hasA |= 1 << bit;
          if (right !== 0) hasB |= 1 << bit;
          if (left !== 0 && left === right) agree |= 1 << bit;
        }
      }
    }
    return model.classOf(agree, hasA & hasB, this.#side(a, b));
  }

  #side(a: number, b: number): number {
    const { numbered, provider } = this.patients;
    if (numbered[a] === 0 || numbered[b] === 0) return NO_NUMBER;
    return provider[a] === provider[b] ? SAME_PROVIDER : OTHER_PROVIDER;
  }

  #isNew(row: number, from: number, to: number): boolean {
    for (let i = from; i < to; i++) {
      let same = true;
      for (let bit = 0; bit < this.width && same; bit++)
        same = this.codes[row * this.width + bit] === this.codes[this.variants[i] * this.width + bit];
      if (same) return false;
    }
    return true;
  }
}
