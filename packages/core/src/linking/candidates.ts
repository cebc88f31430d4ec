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
 * Gathers local patients that share a value of a blocking type or are one person by a human's word, directly or through others. Outside
 * such a set no class of the model does anything, so each set can be clustered for itself. O(records).
 *
 * A value shared by absurdly many (a placeholder date, "unknown") gathers nobody and is counted.
 *
 * @param together pairs that a human made one person
 */
export function candidates(comparison: Comparison, together: readonly (readonly [number, number])[]): Candidates {
  const { patients, variantStart, sizes, model } = comparison;
  const sets = new UnionFind(patients.size);
  const placeholders = sizes.map(() => 0);
  for (const bit of model.blocking) {
    const { bucketOf, size } = buckets(comparison, bit);
    const sharing = sharers(comparison, bucketOf, size);
    for (let bucket = 1; bucket <= size; bucket++)
      if (sharing[bucket] > model.model.placeholderLimit) placeholders[bit]++;
    const first = new Int32Array(size + 1).fill(-1);
    for (let node = 0; node < patients.size; node++) {
      for (let i = variantStart[node]; i < variantStart[node + 1]; i++) {
        const bucket = bucketOf[i];
        if (bucket === 0 || sharing[bucket] > model.model.placeholderLimit) continue;
        if (first[bucket] < 0) first[bucket] = node;
        else sets.union(first[bucket], node);
      }
    }
  }
  for (const [a, b] of together) sets.union(a, b);
  const { labels, size } = sets.labels();
  const { rows: members, start } = groupRows(labels, size);
  return { members, start, placeholders };
}

/**
 * By variant: what it is gathered by, a value of one evidence type within one birth group; 0 for none. Honest values lie in one birth
 * group each; one that does not must not join two, which only the choice of partitions would bring together.
 */
function buckets(comparison: Comparison, bit: number): { bucketOf: Int32Array; size: number } {
  const { patients, codes, width, variants, variantStart, sizes } = comparison;
  const bucketOf = new Int32Array(variantStart[patients.size]);
  const groupOf = new Int32Array(sizes[bit] + 1);
  const elsewhere = new Map<string, number>();
  let size = sizes[bit];
  for (let node = 0; node < patients.size; node++) {
    const group = patients.group[node];
    // Without a birth group it stands in this partition by chance, whatever else it says.
    if (group === 0) continue;
    for (let i = variantStart[node]; i < variantStart[node + 1]; i++) {
      const code = codes[variants[i] * width + bit];
      if (groupOf[code] === 0) groupOf[code] = group;
      if (code === 0 || groupOf[code] === group) {
        bucketOf[i] = code;
        continue;
      }
      const name = `${group}|${code}`;
      if (!elsewhere.has(name)) elsewhere.set(name, ++size);
      bucketOf[i] = elsewhere.get(name)!;
    }
  }
  return { bucketOf, size };
}

/** By bucket: local patients in it. */
function sharers({ patients, variantStart }: Comparison, bucketOf: Int32Array, size: number): Int32Array {
  const count = new Int32Array(size + 1);
  const last = new Int32Array(size + 1).fill(-1);
  for (let node = 0; node < patients.size; node++) {
    for (let i = variantStart[node]; i < variantStart[node + 1]; i++) {
      if (last[bucketOf[i]] === node) continue;
      last[bucketOf[i]] = node;
      count[bucketOf[i]]++;
    }
  }
  return count;
}
