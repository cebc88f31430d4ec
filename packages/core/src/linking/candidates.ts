import type { Comparison } from "./comparison.ts";
import { groupRows } from "./local-patients.ts";
import { UnionFind } from "./union-find.ts";

/** Local patients that may be one person, in sets that share nothing with each other. */
export interface Candidates {
  /** Local patients, set by set: those of set s run from `start[s]` to `start[s + 1]`. */
  readonly members: Int32Array;
  readonly start: Int32Array;
  /** By evidence type: values that more local patients share than the model's limit; they joined nobody. */
  readonly placeholders: readonly number[];
}

/**
 * Gathers local patients that share a value of a blocking type, directly or through others. Outside such a set no class of the
 * model does anything, so each set can be clustered for itself. O(records).
 *
 * A value shared by absurdly many (a placeholder date, "unknown") gathers nobody and is counted.
 */
export function candidates(comparison: Comparison): Candidates {
  const { patients, codes, width, variants, variantStart, sizes, model } = comparison;
  const sets = new UnionFind(patients.size);
  const placeholders = sizes.map(() => 0);
  for (const bit of model.blocking) {
    const sharing = sharers(comparison, bit);
    for (let code = 1; code < sharing.length; code++)
      if (sharing[code] > model.model.placeholderLimit) placeholders[bit]++;
    const first = new Int32Array(sizes[bit] + 1).fill(-1);
    for (let node = 0; node < patients.size; node++) {
      // Without a birth group it stands in this partition by chance, whatever else it says.
      if (patients.group[node] === 0) continue;
      for (let i = variantStart[node]; i < variantStart[node + 1]; i++) {
        const code = codes[variants[i] * width + bit];
        if (code === 0 || sharing[code] > model.model.placeholderLimit) continue;
        if (first[code] < 0) first[code] = node;
        else sets.union(first[code], node);
      }
    }
  }
  const { labels, size } = sets.labels();
  const { rows: members, start } = groupRows(labels, size);
  return { members, start, placeholders };
}

/** By value of one evidence type: local patients with a birth group that ever had it. */
function sharers({ patients, codes, width, variants, variantStart, sizes }: Comparison, bit: number): Int32Array {
  const count = new Int32Array(sizes[bit] + 1);
  const last = new Int32Array(sizes[bit] + 1).fill(-1);
  for (let node = 0; node < patients.size; node++) {
    if (patients.group[node] === 0) continue;
    for (let i = variantStart[node]; i < variantStart[node + 1]; i++) {
      const code = codes[variants[i] * width + bit];
      if (last[code] === node) continue;
      last[code] = node;
      count[code]++;
    }
  }
  return count;
}
