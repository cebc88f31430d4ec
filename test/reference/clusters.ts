import type { PlainClass } from "./classes.ts";
import { components } from "./record.ts";

/** A question between clusters. */
interface PlainQuestion<T> {
  readonly kind: string;
  /** Class of the strongest pair. */
  readonly best: string;
  readonly parts: readonly (readonly T[])[];
}

/** What people said of two members: that they are one person, or two; with bonds closed under `same`. */
export interface PlainWord<T> {
  readonly same: (a: T, b: T) => boolean;
  readonly apart: (a: T, b: T) => boolean;
}

/** Members cut into clusters. */
export interface PlainClusters<T> {
  readonly clusters: readonly (readonly T[])[];
  readonly questions: readonly PlainQuestion<T>[];
}

/**
 * Cuts members into clusters by the rules that `cluster` states, looking at every pair afresh at every step.
 *
 * @param members in canonical order
 */
export function plainClusters<T>(
  members: readonly T[],
  classOf: (a: T, b: T) => PlainClass,
  margin: number,
  word: PlainWord<T>,
): PlainClusters<T> {
  let clusters: T[][] = components(members, word.same);
  const settled = (a: readonly T[], b: readonly T[]): boolean => a.some((x) => b.some((y) => word.apart(x, y)));
  const between = (a: readonly T[], b: readonly T[]): PlainClass[] => a.flatMap((x) => b.map((y) => classOf(x, y)));
  const linked = (a: T[], b: T[]): number =>
    Math.max(-Infinity, ...between(a, b).flatMap(({ action, weight }) => (action === "link" ? [weight] : [])));
  const vetoed = (a: T[], b: T[]): boolean => settled(a, b) || between(a, b).some(({ veto }) => veto);
  const joinable = (a: T[], b: T[]): boolean =>
    !vetoed(a, b) && between(a, b).reduce((sum, { weight }) => sum + weight, 0) > 0;
  const contested = (a: T[], b: T[]): boolean =>
    clusters.some(
      (rival) =>
        rival !== a &&
        rival !== b &&
        [
          [a, b],
          [b, a],
        ].some(
          ([wanted, other]) =>
            vetoed(rival, other) && joinable(rival, wanted) && linked(rival, wanted) > linked(a, b) - margin,
        ),
    );

  const links = members
    .flatMap((a, i) => members.slice(i + 1).map((b) => [a, b] as const))
    .filter(([a, b]) => classOf(a, b).action === "link")
    .toSorted((x, y) => classOf(...y).weight - classOf(...x).weight);
  for (let before = -1; before !== clusters.length;) {
    before = clusters.length;
    for (const [x, y] of links) {
      const a = clusters.find((one) => one.includes(x))!;
      const b = clusters.find((one) => one.includes(y))!;
      if (a === b || !joinable(a, b) || contested(a, b)) continue;
      clusters = clusters
        .filter((one) => one !== a && one !== b)
        .concat([members.filter((m) => [...a, ...b].includes(m))]);
    }
  }
  clusters = clusters.toSorted((a, b) => members.indexOf(a[0]) - members.indexOf(b[0]));

  const open = clusters.flatMap((a, i) =>
    clusters.slice(i + 1).flatMap((b) => (!settled(a, b) && asks(between(a, b)) ? [{ a, b }] : [])),
  );
  const disputed = components(clusters, (a, b) => linked(a, b) > -Infinity && joinable(a, b) && contested(a, b));
  const sameDispute = (a: T[], b: T[]): boolean => disputed.some((set) => set.includes(a) && set.includes(b));
  const rivals = disputed.flatMap((set) => {
    if (set.length < 2) return [];
    const asked = open.filter(({ a, b }) => set.includes(a) && set.includes(b)).map(({ a, b }) => best(between(a, b)));
    return [{ kind: "rivals", best: strongest(asked).key, parts: set }];
  });
  const others = open.flatMap(({ a, b }) =>
    sameDispute(a, b) ? [] : [{ kind: kindOf(between(a, b)), best: best(between(a, b)).key, parts: [a, b] }],
  );
  return { clusters, questions: [...rivals, ...others] };
}

/** A link that was not made asks, and so does a pair for review, unless some pair says for sure that these are two people. */
function asks(pairs: readonly PlainClass[]): boolean {
  if (pairs.some(({ action }) => action === "link")) return true;
  return (
    pairs.some(({ action }) => action === "review") && !pairs.some(({ action, veto }) => veto && action === "apart")
  );
}

function kindOf(pairs: readonly PlainClass[]): string {
  const { action, side, name, place } = best(pairs);
  if (action === "link")
    return pairs.some((pair) => pair.veto && pair.side === "same-provider") ? "duplicate-number" : "contradiction";
  if (side === "same-provider") return "duplicate-number";
  return /^name\d+-initial$/.test(name) && /^place\d+$/.test(place) ? "twin" : "grey";
}

/** A link before a review before the rest, and the strongest of these. */
function best(pairs: readonly PlainClass[]): PlainClass {
  for (const wanted of ["link", "review"]) {
    const found = pairs.filter(({ action }) => action === wanted);
    if (found.length > 0) return strongest(found);
  }
  return strongest(pairs);
}

function strongest(pairs: readonly PlainClass[]): PlainClass {
  return pairs.reduce((x, y) => (y.weight > x.weight ? y : x));
}
