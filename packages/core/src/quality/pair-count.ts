import type { Comparison } from "../linking/comparison.ts";
import type { Cell, Tally } from "./cells.ts";
import { readPattern, type ClassReading, type Precisions } from "./class-reading.ts";
import type { Membership } from "./membership.ts";
import type { NameVariation } from "./name-variation.ts";
import { countVisits, type Visits } from "./visits.ts";

/** What pairs of one partition are counted from. */
interface PairSource {
  readonly comparison: Comparison;
  /** By local patient: number of its person. */
  readonly person: Uint32Array;
  readonly membership: Membership;
  readonly visits: Visits;
  readonly names: NameVariation;
  readonly precisions: Precisions;
}

/** Counts pairs of local patients of one partition, set of candidates by set. */
export class PairCount {
  readonly #of: PairSource;
  readonly #tally: Tally;
  readonly #readings: ClassReading[] = [];

  constructor(of: PairSource, tally: Tally) {
    this.#of = of;
    this.#tally = tally;
  }

  /** Counts all pairs of a set. O(members²), and O(members) more for each link that was not made. */
  count(members: Int32Array): void {
    const { comparison, membership } = this.#of;
    const { provider, numbered } = comparison.patients;
    for (let i = 0; i < members.length; i++) {
      for (let j = i + 1; j < members.length; j++) {
        const [a, b] = [members[i], members[j]];
        const found = comparison.classOf(a, b);
        if (provider[a] !== provider[b]) this.#across(members, a, b, found, membership.ofPair(a, b));
        else if (numbered[a] && numbered[b]) this.#within(found, membership.ofPair(a, b));
      }
    }
  }

  /** Two patients of different providers. */
  #across(members: Int32Array, a: number, b: number, found: number, scopes: Int32Array): void {
    const { comparison, person, visits } = this.#of;
    const tally = this.#tally;
    const { action, falseShare } = comparison.model.classes[found];
    const linked = person[a] === person[b];
    const witnesses = linked ? 0 : this.#witnesses(members, a, b) + this.#witnesses(members, b, a);
    if (action === "link") {
      tally.add(scopes, "expectedFalse", falseShare);
      if (witnesses > 0) tally.add(scopes, witnesses === 1 ? "toldApartByOne" : "toldApartByBoth");
    }
    if (linked) {
      tally.add(scopes, "linked");
      countVisits(tally, scopes, visits, a, b);
      this.#heldTrue(a, b, found, 1, scopes);
    } else if (witnesses === 0 && action !== "apart") {
      tally.add(scopes, "waiting", 1 - falseShare);
      this.#heldTrue(a, b, found, 1 - falseShare, scopes);
    }
    const { name, initial, place } = this.#reading(found);
    if (!linked && name === "all" && initial === "other" && place !== "agrees")
      tally.add(scopes, "namesakesOtherInitial");
  }

  /** Two numbers of one provider that agree in little: strangers, who share an initial by chance. */
  #within(found: number, scopes: Int32Array): void {
    const { name, initial, place } = this.#reading(found);
    if (name !== "few" || place !== "differs") return;
    if (initial === "same") this.#tally.add(scopes, "strangersSameInitial");
    if (initial === "other") this.#tally.add(scopes, "strangersOtherInitial");
  }

  /** 1 where the provider of b has a patient of a's person who, by its number and all else, is not b. */
  #witnesses(members: Int32Array, a: number, b: number): number {
    const { comparison, person } = this.#of;
    const { provider } = comparison.patients;
    for (const other of members) {
      if (person[other] !== person[a] || provider[other] !== provider[b]) continue;
      const { action, veto } = comparison.model.classes[comparison.classOf(other, b)];
      if (veto && action === "apart") return 1;
    }
    return 0;
  }

  /** @param weight the share of such pairs that are one person */
  #heldTrue(a: number, b: number, found: number, weight: number, scopes: Int32Array): void {
    const tally = this.#tally;
    const reading = this.#reading(found);
    const cell = caughtBy(reading);
    if (cell !== undefined) tally.add(scopes, cell, weight);
    if (reading.place !== "agrees") return;
    const { names } = this.#of;
    if (reading.name === "few" && names.known) tally.add(scopes, "slipBetween", weight);
    if (names.slips[a] | names.slips[b]) tally.add(scopes, "slipWithin", weight);
    if (names.varies[a] | names.varies[b]) tally.add(scopes, "nameVaries", weight);
  }

  #reading(found: number): ClassReading {
    const { comparison, precisions } = this.#of;
    const known: ClassReading | undefined = this.#readings[found];
    return known ?? (this.#readings[found] = readPattern(comparison.model.classes[found], precisions));
  }
}

/** The cell of a pair by which of the two traps caught it, where at least one could. */
function caughtBy({ name, nameAgrees, place }: ClassReading): Cell | undefined {
  if (name === "missing") return place === "agrees" ? "placeAgreesNameMissing" : undefined;
  if (place === "missing") return nameAgrees ? "nameAgreesPlaceMissing" : undefined;
  if (place === "agrees") return nameAgrees ? "bothAgree" : "placeAgrees";
  return nameAgrees ? "nameAgrees" : "neitherAgrees";
}
