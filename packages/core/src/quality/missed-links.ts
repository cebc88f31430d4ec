import type { Counts } from "./cells.ts";

/**
 * Links missed within birth groups, by capture and recapture: name and place are two traps that fail for different reasons (spelling and
 * moves). How often each catches what the other has caught says how many pairs neither has caught (Chapman 1951). Pairs in which one of the
 * two is missing are caught by the other alone, as often as elsewhere. Those that wait in cases count as missed.
 *
 * An error in birth date or sex breaks both traps, so what it hides is not in it.
 */
export function missedByCapture(counts: Counts): number {
  return heldTrue(counts) + caughtByNeither(counts) - counts.linked;
}

/** All pairs that at least one of both traps caught, or that are held true for another reason. */
function heldTrue(counts: Counts): number {
  return counts.linked + counts.waiting;
}

function caughtByNeither(counts: Counts): number {
  const { bothAgree, nameAgrees, placeAgrees } = counts;
  const neither = (nameAgrees * placeAgrees) / (bothAgree + 1);
  const missedByName = placeAgrees / (bothAgree + placeAgrees + 1);
  const missedByPlace = nameAgrees / (bothAgree + nameAgrees + 1);
  const odds = (missed: number): number => missed / (1 - missed);
  return Math.max(
    0,
    neither +
      counts.nameAgreesPlaceMissing * odds(missedByName) +
      counts.placeAgreesNameMissing * odds(missedByPlace) -
      counts.neitherAgrees,
  );
}

/**
 * Links missed within and beyond birth groups, by how patient numbers vary: a slip that a hospital corrected shows as two values under one
 * number. One that nobody corrected shows only against another hospital. Slips of spelling (four letters agree, eight do not, the postcode
 * does) are seen both ways, and so tell how many slips go uncorrected for each that is corrected; birth date and sex, which no other
 * hospital's record can show, have as many for each of theirs. The same for names, times how often places differ, gives the pairs that agree
 * in nothing. Those that wait in cases count as missed.
 *
 * NaN where no number shows a slip that was corrected, as where there are no numbers.
 *
 * @param table counts of the whole table, from which the ratio of slips is taken: in a part of it they are few
 */
export function missedByVariation(counts: Counts, table: Counts): number {
  if (table.slipWithin === 0) return Number.NaN;
  // One more below, since a ratio to a small count is too high on average (Chapman 1951).
  const uncorrected = table.slipBetween / (table.slipWithin + 1);
  const placed = counts.bothAgree + counts.placeAgrees;
  const named = counts.bothAgree + counts.nameAgrees;
  const pairs = heldTrue(counts);
  const birth = share(counts.birthVaries, counts.linked) * uncorrected;
  const name = share(counts.nameVaries, placed) * uncorrected;
  const place = share(counts.nameAgrees, named);
  const neither = Math.max(0, name * place * pairs - counts.neitherAgrees);
  return counts.waiting + neither + (pairs + neither) * birth;
}

function share(count: number, of: number): number {
  return of === 0 ? 0 : count / of;
}
