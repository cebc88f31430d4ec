import type { Action } from "../model/model.ts";
import type { BoundedEstimate } from "./calibration.ts";

/** What an operator asks of a model. */
export interface Targets {
  /** Largest share of links that may be two people, over all links that the model makes. */
  readonly maxFalseShare: number;
  /** Most pairs that people are to look at. */
  readonly maxReview: number;
}

/** No class links in which more pairs than this are two people, however few pairs it has. */
const LINK_LIMIT = 0.1;
/** No class is reviewed in which more pairs than this are two people. */
const REVIEW_LIMIT = 0.9;

/**
 * Chooses what each class does. Surest classes first: they link for as long as all links together keep to the largest false share; then
 * they are reviewed, as far as they fit the load; the rest stays apart. Two numbers of one provider never link by themselves. Ties by name. O(n log n).
 *
 * @param mayLink whether types agree in the class that may carry a link (R5)
 * @returns the action of each estimate, in their order
 */
export function chooseActions(
  estimates: readonly BoundedEstimate[],
  { maxFalseShare, maxReview }: Targets,
  mayLink: (estimate: BoundedEstimate) => boolean,
): Action[] {
  const ordered = estimates.toSorted(
    (a, b) => a.falseShare - b.falseShare || b.open - a.open || (nameOf(a) < nameOf(b) ? -1 : 1),
  );
  const chosen = new Map<BoundedEstimate, Action>(estimates.map((own) => [own, "apart"]));
  let links = 0;
  let wrong = 0;
  for (const own of ordered.filter((one) => one.side !== "same-provider" && mayLink(one))) {
    // A class that nobody has seen yet must be sure enough by itself.
    if (own.open === 0 && own.falseShare > maxFalseShare) continue;
    if (own.falseShare > LINK_LIMIT || wrong + own.openFalse > maxFalseShare * (links + own.open)) break;
    links += own.open;
    wrong += own.openFalse;
    chosen.set(own, "link");
  }
  let load = 0;
  for (const own of ordered) {
    // A class that is too large to be looked at leaves the room to those after it.
    if (chosen.get(own) === "link" || own.falseShare > REVIEW_LIMIT || load + own.open > maxReview) continue;
    load += own.open;
    chosen.set(own, "review");
  }
  return estimates.map((own) => chosen.get(own)!);
}

function nameOf({ name, place, side }: BoundedEstimate): string {
  return `${name} ${place} ${side}`;
}
