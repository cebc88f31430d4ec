import type { PseudonymType } from "@koppel/pseudonym";

import type { Comparison } from "../linking/comparison.ts";
import { maskOf } from "../model/pattern.ts";
import type { Cell, Tally } from "./cells.ts";
import type { Membership } from "./membership.ts";

/** Counts what local patients lack: a birth group, a name, a place, a number, or all that could link them. O(records). */
export function countMissing(
  comparison: Comparison,
  types: readonly PseudonymType[],
  membership: Membership,
  tally: Tally,
): void {
  const { patients, codes, width, variants, variantStart, model } = comparison;
  const named = maskOf(types, ({ inputs }) => inputs.name !== undefined);
  const placed = maskOf(types, ({ inputs }) => inputs.postcode !== undefined && inputs.date !== undefined);
  const linking = model.blocking.reduce((mask, bit) => mask | (1 << bit), 0);
  for (let node = 0; node < patients.size; node++) {
    let present = 0;
    for (let i = variantStart[node]; i < variantStart[node + 1]; i++)
      for (let bit = 0; bit < width; bit++) if (codes[variants[i] * width + bit] !== 0) present |= 1 << bit;
    const scopes = membership.of(node);
    const add = (cell: Cell, holds: boolean): void => {
      if (holds) tally.add(scopes, cell);
    };
    add("localPatients", true);
    add("noBirthGroup", patients.group[node] === 0);
    add("noName", (present & named) === 0);
    add("noPlace", (present & placed) === 0);
    add("noNumber", patients.numbered[node] === 0);
    add("unlinkable", patients.group[node] === 0 || (present & linking) === 0);
  }
}

/** What open cases ask of the persons in them. */
export const REVIEW_KINDS = ["grey", "rivals", "twin", "duplicate-number", "contradiction", "bridge"] as const;

/** Counts local patients in open cases. @param asked by person in a case: bit k for each kind of `REVIEW_KINDS` that asks about it */
export function countReview(
  person: Uint32Array,
  asked: ReadonlyMap<number, number>,
  membership: Membership,
  tally: Tally,
): void {
  for (let node = 0; node < person.length; node++) {
    const kinds = asked.get(person[node]);
    if (kinds === undefined) continue;
    const scopes = membership.of(node);
    tally.add(scopes, "inReview");
    for (const [k, kind] of REVIEW_KINDS.entries()) if (kinds & (1 << k)) tally.add(scopes, `inReview:${kind}`);
  }
}
