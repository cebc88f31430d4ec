import type { Counts } from "./cells.ts";

/**
 * How often two strangers of one sex share an initial, before this table has said anything: the sum of squared shares of initials in the
 * Netherlands (DOMAIN section 5), believed as if it were seen in so many pairs.
 */
const SAME_INITIAL = 0.08;
const SAME_INITIAL_PAIRS = 50;

/**
 * False links by the model. Shares that were counted on the table are of pairs that nobody told apart, so they hold for what is linked.
 * Shipped ones are of all compared pairs: what hospitals have told apart is false and not linked, and is taken off. NaN where they have
 * told apart far more than the model expects: it does not fit the table.
 */
export function falseByModel({ expectedFalse, expectedApart }: Counts): number {
  const left = expectedFalse - expectedApart;
  return left < -FAR * Math.sqrt(expectedFalse) ? Number.NaN : Math.max(0, left);
}

/** Standard deviations beyond which chance explains nothing. */
const FAR = 3;

/**
 * False links by decoys, without the model.
 *
 * Where x at hospital p and y at hospital q look alike and are two people, q may know x as another patient than y, and p may know y. Each
 * is a witness that tells them apart, by a number of its own that cannot be the same patient. Two witnesses that know nothing of each
 * other say how many false pairs neither has seen (Lincoln and Petersen, bias-corrected by Chapman 1951): with n1 told apart by one and n2
 * by both, n1 (n1 - 1) / (4 (n2 + 1)). Those of them that a third hospital tells apart are not linked either, and are taken off; those that
 * wait in dispute with another candidate are not linked but cannot be told from the rest, and stay in.
 *
 * Witnesses show nothing of strangers with the same name and the same initial, whose numbers look like duplicate ones. They are as many as
 * namesakes with another initial, times the odds that strangers share an initial.
 *
 * NaN where most local patients have no number, so that no hospital can be a witness, and where nothing of all this was seen.
 */
export function falseByDecoys(counts: Counts): number {
  const { toldApartByOne: one, toldApartByBoth: both } = counts;
  if (2 * counts.noNumber > counts.localPatients) return Number.NaN;
  const strangers = counts.strangersSameInitial + counts.strangersOtherInitial;
  // No witness, no stranger, no namesake: perhaps because nothing tells initials.
  if (one + both + strangers + counts.namesakesOtherInitial === 0) return Number.NaN;
  const same = (counts.strangersSameInitial + SAME_INITIAL * SAME_INITIAL_PAIRS) / (strangers + SAME_INITIAL_PAIRS);
  const unseen = Math.max(0, one * (one - 1)) / (4 * (both + 1));
  const linked = Math.max(0, unseen - counts.toldApartElsewhere);
  return linked + (counts.namesakesOtherInitial * same) / (1 - same);
}
