/** Two partitions of local patients into persons: how many local patients went from one person to one, in rows. */
export interface Transitions {
  readonly before: Uint32Array;
  readonly after: Uint32Array;
  readonly patients: Uint32Array;
}

/** How two partitions of the same local patients into persons differ. */
export interface PersonDifference {
  /** Pairs of local patients that became one person, and that ceased to be. */
  readonly made: number;
  readonly broken: number;
  /** Persons that went up in others, and that came out of others. */
  readonly merged: number;
  readonly split: number;
}

/** Counts the local patients by person before and after. O(local patients). */
export function countTransitions(before: Uint32Array, after: Uint32Array): Transitions {
  const counts = new Map<number, Map<number, number>>();
  for (let i = 0; i < before.length; i++) {
    const row = counts.get(before[i]) ?? new Map<number, number>();
    if (row.size === 0) counts.set(before[i], row);
    row.set(after[i], (row.get(after[i]) ?? 0) + 1);
  }
  const rows = [...counts].flatMap(([from, row]) => [...row].map(([to, count]) => [from, to, count]));
  const column = (c: number): Uint32Array => Uint32Array.from(rows, (row) => row[c]);
  return { before: column(0), after: column(1), patients: column(2) };
}

/**
 * The difference that transitions make, by counts: pairs are never enumerated. Persons may be in several parts. O(transitions);
 * only persons that change are held.
 *
 * @param keptBefore by person: the one that it is one with over birth groups, before; @param keptAfter the same, after
 */
export function differenceOf(
  parts: readonly Transitions[],
  keptBefore: ReadonlyMap<number, number>,
  keptAfter: ReadonlyMap<number, number>,
): PersonDifference {
  const each = (visit: (from: number, to: number, patients: number) => void): void => {
    for (const { before, after, patients } of parts)
      for (let i = 0; i < before.length; i++)
        visit(keptBefore.get(before[i]) ?? before[i], keptAfter.get(after[i]) ?? after[i], patients[i]);
  };
  const changed = { from: new Set<number>(), to: new Set<number>() };
  each((from, to) => {
    if (from === to) return;
    changed.from.add(from).add(to);
    changed.to.add(from).add(to);
  });
  const rows = new Map<number, number>();
  const columns = new Map<number, number>();
  const cells = new Map<string, number>();
  const add = <K>(counts: Map<K, number>, key: K, patients: number): Map<K, number> =>
    counts.set(key, (counts.get(key) ?? 0) + patients);
  each((from, to, patients) => {
    if (!changed.from.has(from) && !changed.to.has(to)) return;
    add(rows, from, patients);
    add(columns, to, patients);
    add(cells, `${from}>${to}`, patients);
  });
  const kept = pairsIn(cells);
  return {
    made: pairsIn(columns) - kept,
    broken: pairsIn(rows) - kept,
    merged: cells.size - columns.size,
    split: cells.size - rows.size,
  };
}

function pairsIn(counts: ReadonlyMap<unknown, number>): number {
  let pairs = 0;
  for (const count of counts.values()) pairs += (count * (count - 1)) / 2;
  return pairs;
}
