import { countInterval } from "../quality/interval.ts";
import type { BoundedEstimate } from "./calibration.ts";
import { total, type PairCounts } from "./pair-counts.ts";

/**
 * Estimates of pairs of which one patient has no number, in a table in which most have one. Such a pair may be within a provider as well as
 * across, and no witness can speak: its share is that of all pairs of the class, decoys included. The interval is that of the shares, and
 * of the chance of the count itself.
 *
 * @param classes estimates across providers and within
 */
export function unnumbered(counts: PairCounts, classes: readonly BoundedEstimate[]): BoundedEstimate[] {
  const pairsOf = new Map<string, number>(
    counts.classes.flatMap(({ name, place, side, pairs }) =>
      side === "no-number" ? [[`${name} ${place}`, total(pairs)] as const] : [],
    ),
  );
  const within = new Map<string, BoundedEstimate>(
    classes.flatMap((own) => (own.side === "same-provider" ? [[`${own.name} ${own.place}`, own] as const] : [])),
  );
  return classes.flatMap((across) => {
    const key = `${across.name} ${across.place}`;
    const decoys = within.get(key);
    if (across.side !== "other-provider" || decoys === undefined) return [];
    const pairs = pairsOf.get(key) ?? 0;
    const counted = across.pairs + decoys.pairs;
    // Where nothing was counted, what was fitted stands, and anything may be.
    const share = counted > 0 ? (across.false + decoys.false) / counted : across.falseShare;
    const [least, most] =
      counted > 0 ? [(across.low + decoys.low) / counted, Math.min(1, (across.high + decoys.high) / counted)] : [0, 1];
    const expected = pairs * share;
    const low = Math.min(expected, countInterval(pairs * least)[0]);
    const high = Math.max(expected, Math.min(pairs, countInterval(pairs * most)[1]));
    return [
      {
        name: across.name,
        place: across.place,
        side: "no-number",
        pairs,
        open: pairs,
        false: expected,
        openFalse: expected,
        falseShare: share,
        low,
        high,
        openLow: low,
        openHigh: high,
      },
    ];
  });
}
