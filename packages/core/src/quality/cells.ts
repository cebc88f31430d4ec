/**
 * What the quality panel counts, in one pass over the table: pairs of local patients of different providers that were compared, local
 * patients, and what visits say. Every estimator is a function of these counts.
 *
 * *Held true* is a pair that is linked, or that was compared, not told apart, and would link or ask: it counts by the share of such pairs
 * that are one person.
 */
const CELLS = [
  // Linked pairs within birth groups, and those that only a bridge over birth groups makes.
  "linked",
  "linkedBeyond",
  // False pairs that the model expects: where the table was counted, among linked pairs, and how far that may be off (a standard deviation);
  // else among all compared pairs of classes that link, and those of them that hospitals told apart.
  "expectedFalse",
  "expectedOff",
  "expectedApart",
  // Pairs of such classes that stay apart because a hospital knows both patients under numbers of its own: one of their two hospitals, both,
  // or only a third.
  "toldApartByOne",
  "toldApartByBoth",
  "toldApartElsewhere",
  // Pairs left apart with the same name and another initial at another place, and what chance makes of an initial.
  "namesakesOtherInitial",
  "strangersSameInitial",
  "strangersOtherInitial",
  // Pairs held true by what they agree on; and those among them that are not linked.
  "bothAgree",
  "nameAgrees",
  "placeAgrees",
  "neitherAgrees",
  "nameAgreesPlaceMissing",
  "placeAgreesNameMissing",
  "waiting",
  // Of the pairs that agree on place: a slip in the name between the two, within one of the two; another name within one of the two.
  "slipBetween",
  "slipWithin",
  "nameVaries",
  // Linked pairs of patient numbers of which one stands in two birth groups.
  "birthVaries",
  "localPatients",
  "noBirthGroup",
  "noName",
  "noPlace",
  "noNumber",
  "unlinkable",
  // Local patients in open cases.
  "inReview",
  "inReview:grey",
  "inReview:rivals",
  "inReview:twin",
  "inReview:duplicate-number",
  "inReview:contradiction",
  "inReview:bridge",
  // Pairs of records of linked pairs: on one day, and one to four whole weeks apart either way.
  "sameDay",
  "weeksApart",
  // Local patients in persons that have two or more, that reach over birth groups, that have very many.
  "together",
  "overBirthGroups",
  "inLargePersons",
] as const;

export type Cell = (typeof CELLS)[number];

/** Counts of one scope, by cell. */
export type Counts = Readonly<Record<Cell, number>>;

const positions = Object.fromEntries(CELLS.map((cell, at) => [cell, at])) as Record<Cell, number>;

/** Counts of many scopes side by side: one array, `CELLS.length` a scope. */
export class Tally {
  readonly scopes: number;
  readonly values: Float64Array;

  constructor(scopes: number, values: Float64Array = new Float64Array(scopes * CELLS.length)) {
    this.scopes = scopes;
    this.values = values;
  }

  /** Adds to a cell in several scopes. */
  add(scopes: Int32Array, cell: Cell, amount = 1): void {
    for (const scope of scopes) this.values[scope * CELLS.length + positions[cell]] += amount;
  }

  addAll(other: Tally): void {
    for (let i = 0; i < this.values.length; i++) this.values[i] += other.values[i];
  }

  /** The counts of a scope, less those of `without` where given. */
  counts(scope: number, without?: Tally): Counts {
    const at = scope * CELLS.length;
    return Object.fromEntries(
      CELLS.map((cell, i) => [cell, this.values[at + i] - (without === undefined ? 0 : without.values[at + i])]),
    ) as Record<Cell, number>;
  }
}
