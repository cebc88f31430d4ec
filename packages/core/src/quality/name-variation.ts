import type { PseudonymType } from "@koppel/pseudonym";

import type { Comparison } from "../linking/comparison.ts";

/** Whether a local patient's own records give its name in more than one way. */
export interface NameVariation {
  /** Whether the types can tell: two precisions of the name, both without the initial. */
  readonly known: boolean;
  /** By local patient: 1 where two records differ in the name at full length. */
  readonly varies: Uint8Array;
  /** By local patient: 1 where two records differ so and agree at few letters: a slip of spelling that was corrected. */
  readonly slips: Uint8Array;
}

/** Compares the records of each local patient with each other. O(variants²) a patient. @param types the types that count as evidence */
export function nameVariation(comparison: Comparison, types: readonly PseudonymType[]): NameVariation {
  const { patients, codes, width, variants, variantStart } = comparison;
  const names = types
    .map(({ inputs }, bit) => ({ bit, letters: inputs.initial === undefined ? (inputs.name ?? 0) : 0 }))
    .filter(({ letters }) => letters > 0)
    .toSorted((a, b) => a.letters - b.letters);
  const varies = new Uint8Array(patients.size);
  const slips = new Uint8Array(patients.size);
  const known = names.length > 1;
  if (!known) return { known, varies, slips };
  const few = names[0].bit;
  const all = names.at(-1)!.bit;
  for (let node = 0; node < patients.size; node++) {
    for (let i = variantStart[node]; i < variantStart[node + 1]; i++) {
      for (let j = i + 1; j < variantStart[node + 1]; j++) {
        const [x, y] = [variants[i] * width, variants[j] * width];
        const both = codes[x + all] !== 0 && codes[y + all] !== 0;
        if (!both || codes[x + all] === codes[y + all]) continue;
        varies[node] = 1;
        if (codes[x + few] === codes[y + few]) slips[node] = 1;
      }
    }
  }
  return { known, varies, slips };
}
