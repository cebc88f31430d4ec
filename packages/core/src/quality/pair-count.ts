import type { Comparison } from "../linking/comparison.ts";
import type { Estimate, PatternClass } from "../model/model.ts";
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
        const position = comparison.classOf(a, b);
        const reading = this.#reading(position);
        const scopes = membership.ofPair(a, b);
        if (provider[a] !== provider[b])
          this.#across(members, a, b, comparison.model.classes[position], reading, scopes);
        else if (numbered[a] && numbered[b]) this.#within(reading, scopes);
      }
    }
  }

  /** Two patients of different providers. */
  #across(
    members: Int32Array,
    a: number,
    b: number,
    found: PatternClass,
    reading: ClassReading,
    scopes: Int32Array,
  ): void {
    const { person, visits } = this.#of;
    const tally = this.#tally;
    const { action, falseShare, estimate } = found;
    const expected = estimate !== undefined && estimate.open > 0 ? estimate.openFalse / estimate.open : falseShare;
    const linked = person[a] === person[b];
    const witnesses = linked ? 0 : this.#witnesses(members, a, b);
    if (action === "link") {
      // A counted share is of pairs that no witness speaks against, a shipped one of all.
      if (linked || estimate === undefined) tally.add(scopes, "expectedFalse", expected);
      if (linked && estimate !== undefined) tally.add(scopes, "expectedOff", expected * uncertainty(estimate));
      if (witnesses !== 0) tally.add(scopes, toldApart(witnesses));
      if (witnesses !== 0 && estimate === undefined) tally.add(scopes, "expectedApart");
    }
    if (linked) {
      tally.add(scopes, "linked");
      countVisits(tally, scopes, visits, a, b);
      this.#heldTrue(a, b, reading, 1, scopes);
    } else if (witnesses === 0 && action !== "apart") {
      tally.add(scopes, "waiting", 1 - falseShare);
      this.#heldTrue(a, b, reading, 1 - falseShare, scopes);
    }
    if (!linked && reading.name === "all" && reading.initial === "other" && reading.place !== "agrees")
      tally.add(scopes, "namesakesOtherInitial");
  }

  /** Two numbers of one provider that agree in little: strangers, who share an initial by chance. */
  #within({ name, initial, place }: ClassReading, scopes: Int32Array): void {
    if (name !== "few" || place !== "differs") return;
    if (initial === "same") this.#tally.add(scopes, "strangersSameInitial");
    if (initial === "other") this.#tally.add(scopes, "strangersOtherInitial");
  }

  /**
   * Which hospitals tell two patients apart: those that know both, each one's person under a number of its own, and by all that the two
   * say they are two people. Flags: the provider of a, that of b, any other.
   */
  #witnesses(members: Int32Array, a: number, b: number): number {
    const { comparison, person } = this.#of;
    const { provider } = comparison.patients;
    let witnesses = 0;
    for (const x of members) {
      if (person[x] !== person[a]) continue;
      for (const y of members) {
        if (person[y] !== person[b] || provider[x] !== provider[y]) continue;
        const { veto, action } = comparison.model.classes[comparison.classOf(x, y)];
        if (!veto || action !== "apart") continue;
        witnesses |= provider[x] === provider[a] ? OF_A : provider[x] === provider[b] ? OF_B : ELSEWHERE;
      }
    }
    return witnesses;
  }

  /** @param weight the share of such pairs that are one person */
  #heldTrue(a: number, b: number, reading: ClassReading, weight: number, scopes: Int32Array): void {
    const tally = this.#tally;
    const cell = caughtBy(reading);
    if (cell !== undefined) tally.add(scopes, cell, weight);
    if (reading.place !== "agrees") return;
    const { names } = this.#of;
    if (reading.name === "few" && names.known) tally.add(scopes, "slipBetween", weight);
    if (names.slips[a] | names.slips[b]) tally.add(scopes, "slipWithin", weight);
    if (names.varies[a] | names.varies[b]) tally.add(scopes, "nameVaries", weight);
  }

  /** @param position of the class among those of the model */
  #reading(position: number): ClassReading {
    const { comparison, precisions } = this.#of;
    const known: ClassReading | undefined = this.#readings[position];
    return known ?? (this.#readings[position] = readPattern(comparison.model.classes[position], precisions));
  }
}

/** Standard deviations that a 95 % interval is wide. */
const WIDTH = 2 * 1.96;
/** False pairs to which the uncertainty of fewer is compared. */
const LEAST_FALSE = 1;

/** How far the false pairs of a class may be off, as a share of them. */
function uncertainty({ false: expected, low, high }: Estimate): number {
  return (high - low) / WIDTH / Math.max(LEAST_FALSE, expected);
}

/** Flags of hospitals that tell two patients apart. */
const OF_A = 1;
const OF_B = 2;
const ELSEWHERE = 4;

function toldApart(witnesses: number): Cell {
  if ((witnesses & OF_A) !== 0 && (witnesses & OF_B) !== 0) return "toldApartByBoth";
  return (witnesses & (OF_A | OF_B)) === 0 ? "toldApartElsewhere" : "toldApartByOne";
}

/** The cell of a pair by which of the two traps caught it, where at least one could. */
function caughtBy({ name, nameAgrees, place }: ClassReading): Cell | undefined {
  if (name === "missing") return place === "agrees" ? "placeAgreesNameMissing" : undefined;
  if (place === "missing") return nameAgrees ? "nameAgreesPlaceMissing" : undefined;
  if (place === "agrees") return nameAgrees ? "bothAgree" : "placeAgrees";
  return nameAgrees ? "nameAgrees" : "neitherAgrees";
}
