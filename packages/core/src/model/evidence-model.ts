import { implies, type PseudonymType, type Purpose } from "@koppel/pseudonym";

import { KoppelError } from "../errors.ts";
import { classify, type Model, type PatternClass } from "./model.ts";
import { foldPattern, maskOf, precisions, SIDES, type Side } from "./pattern.ts";

/** The purpose of each type in one table (R5), by name; types not named have their default. */
export type Purposes = Readonly<Record<string, Purpose>>;

/** Most types that can count as evidence: the look-up table grows by four with each. */
const MAX_EVIDENCE = 10;
const UNKNOWN = 0xffff;

/**
 * A model made ready for the types and purposes of one table: from two masks to a class in one look-up a pair.
 *
 * Bit b of a mask stands for type `evidence[b]`. Types for `report` only are no evidence.
 */
export class EvidenceModel {
  readonly model: Model;
  /** The types that count as evidence: numbers of the table's types. */
  readonly evidence: readonly number[];
  /** Types on which two local patients must agree to be more than strangers: positions in `evidence`. */
  readonly blocking: readonly number[];
  /** Letters of the name and characters of the postcode by which the evidence types tell people apart, most first. */
  readonly letters: readonly number[];
  readonly characters: readonly number[];
  /** All classes met so far; `classOf` gives positions in it. */
  readonly classes: PatternClass[] = [];
  readonly #types: readonly PseudonymType[];
  readonly #anchor: PseudonymType;
  readonly #individual: number;
  readonly #known: Uint16Array;

  constructor(model: Model, types: readonly PseudonymType[], anchor: number, purposes: Purposes) {
    const purpose = (type: PseudonymType): Purpose => purposes[type.name] ?? type.purpose;
    this.model = model;
    this.evidence = types.flatMap((type, t) => (purpose(type) !== "report" ? [t] : []));
    if (this.evidence.length > MAX_EVIDENCE)
      throw new KoppelError(
        "TOO_MANY_TYPES",
        `${this.evidence.length} pseudonym types count as evidence; at most ${MAX_EVIDENCE} can.`,
        {
          hint: "Give the types that are not needed for linking the purpose `report`.",
        },
      );
    this.#types = this.evidence.map((t) => types[t]);
    this.#anchor = types[anchor];
    this.letters = precisions(this.#types, "name");
    this.characters = precisions(
      this.#types.filter(({ inputs }) => inputs.date !== undefined),
      "postcode",
    );
    this.#individual = maskOf(this.#types, (type) => purpose(type) === "individual");
    this.#known = new Uint16Array(SIDES.length * 4 ** this.evidence.length).fill(UNKNOWN);
    this.blocking = this.#chooseBlocking();
  }

  /** An upper bound of the number of classes (levels of each dimension times each other), for counting by class. */
  get maxClasses(): number {
    // Levels of the number, sides, and two actions where only some of the types may carry a link.
    return (3 * this.letters.length + 2) * (this.characters.length + 2) * 3 * SIDES.length * 2;
  }

  /** Position in `classes` of a pair: which types agree, which both have, and the side as a position in `SIDES`. */
  classOf(agree: number, present: number, side: number): number {
    const at = ((agree << this.evidence.length) | present) * SIDES.length + side;
    const known = this.#known[at];
    return known === UNKNOWN ? (this.#known[at] = this.#learn(agree, present, SIDES[side])) : known;
  }

  #learn(agree: number, present: number, side: Side): number {
    const pattern = foldPattern(this.#types, agree, present);
    const found = classify(this.model, pattern, side, (agree & this.#individual) !== 0);
    const position = this.classes.findIndex((known) => known.key === found.key && known.action === found.action);
    return position >= 0 ? position : this.classes.push(found) - 1;
  }

  /**
   * Greedy cover: every set of agreeing types for which the model does something contains a blocking type. Any set can occur, for a
   * registry may lack the types that others imply. Types that do not imply the anchor (a citizen service number) reach beyond birth
   * groups; they are the business of bridges.
   */
  #chooseBlocking(): number[] {
    const bits = this.#types.map((_, b) => b).filter((b) => implies([this.#types[b]], this.#anchor));
    const within = maskOf(this.#types, (type) => implies([type], this.#anchor));
    const sets = Array.from({ length: 1 << this.evidence.length }, (_, agree) => agree);
    let open = sets.filter((agree) => agree !== 0 && (agree & ~within) === 0 && this.#acts(agree));
    const chosen: number[] = [];
    while (open.length > 0) {
      const reach = (bit: number): number => open.filter((agree) => agree & (1 << bit)).length;
      const best = bits.reduce((a, b) => (reach(b) > reach(a) ? b : a));
      chosen.push(best);
      open = open.filter((agree) => (agree & (1 << best)) === 0);
    }
    return chosen;
  }

  #acts(agree: number): boolean {
    for (let present = 0; present < 1 << this.evidence.length; present++) {
      if ((agree & ~present) !== 0) continue;
      if (SIDES.some((_, side) => this.classes[this.classOf(agree, present, side)].action !== "apart")) return true;
    }
    return false;
  }
}
