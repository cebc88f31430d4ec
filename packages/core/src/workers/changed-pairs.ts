import { textAt } from "../evidence/texts.ts";
import { countTransitions, type Transitions } from "../linking/difference.ts";
import type { LinkedPartition } from "../linking/partition.ts";
import type { PartitionContent } from "./partition-content.ts";

/** Pairs of local patients of one pattern class that became one person, or ceased to be. */
export interface ClassChange {
  readonly class: string;
  readonly made: number;
  readonly broken: number;
}

/** A pair of local patients that changed, by a record of each. */
export interface PairChange {
  readonly class: string;
  readonly change: "made" | "broken";
  readonly records: readonly [RecordPlace, RecordPlace];
  readonly before: readonly [number, number];
  readonly after: readonly [number, number];
}

interface RecordPlace {
  readonly delivery: number;
  readonly recordId: string;
}

/** How a partition that was linked again differs from what it was. */
export interface PartitionChange {
  readonly transitions: Transitions;
  readonly classes: readonly ClassChange[];
  readonly examples: readonly PairChange[];
}

/** Examples of each class and kind of change that a partition gives. */
const EXAMPLES = 2;

/**
 * Compares persons before and after, local patient by local patient; pairs are looked at within persons that changed only.
 *
 * @param before by statement: the number of its person; @param after the same
 */
export function partitionChange(
  linked: LinkedPartition,
  before: Uint32Array,
  after: Uint32Array,
  archive: PartitionContent["archive"],
): PartitionChange {
  const { patients, comparison } = linked;
  const personOf = (column: Uint32Array): Uint32Array =>
    Uint32Array.from({ length: patients.size }, (_, node) => column[patients.rows[patients.start[node]]]);
  const [from, to] = [personOf(before), personOf(after)];
  const classes = new Map<string, { class: string; made: number; broken: number }>();
  const examples: { key: string; change: PairChange["change"]; pair: readonly [number, number] }[] = [];
  const count = (change: PairChange["change"], together: Uint32Array, apart: Uint32Array): void => {
    for (const pair of parted(together, apart)) {
      const { key } = comparison.model.classes[comparison.classOf(...pair)];
      const known = classes.get(key) ?? { class: key, made: 0, broken: 0 };
      classes.set(key, known);
      if (known[change]++ < EXAMPLES) examples.push({ key, change, pair });
    }
  };
  count("made", to, from);
  count("broken", from, to);
  return {
    transitions: countTransitions(from, to),
    classes: [...classes.values()],
    examples: examples.length === 0 ? [] : named(examples, linked, from, to, archive()),
  };
}

/** Pairs that are one person in one view and not in the other. */
function* parted(together: Uint32Array, apart: Uint32Array): Generator<[number, number]> {
  const mixed = new Map<number, number>();
  const changed = new Set<number>();
  together.forEach((person, node) => {
    if ((mixed.get(person) ?? apart[node]) !== apart[node]) changed.add(person);
    mixed.set(person, apart[node]);
  });
  const members = Map.groupBy(
    [...together.keys()].filter((node) => changed.has(together[node])),
    (node) => together[node],
  );
  for (const own of members.values())
    for (const [x, a] of own.entries()) for (const b of own.slice(x + 1)) if (apart[a] !== apart[b]) yield [a, b];
}

function named(
  examples: readonly { key: string; change: PairChange["change"]; pair: readonly [number, number] }[],
  { patients }: LinkedPartition,
  before: Uint32Array,
  after: Uint32Array,
  { records, texts }: ReturnType<PartitionContent["archive"]>,
): PairChange[] {
  const wanted = new Set(examples.flatMap(({ pair }) => pair));
  const first = new Map<number, RecordPlace>();
  for (let r = 0; r < records.size; r++) {
    const node = patients.ofRow[records.statement[r]];
    if (wanted.has(node) && !first.has(node))
      first.set(node, { delivery: records.delivery[r], recordId: textAt(texts.record_ids, r) });
  }
  return examples.map(({ key, change, pair: [a, b] }) => ({
    class: key,
    change,
    records: [first.get(a)!, first.get(b)!],
    before: [before[a], before[b]],
    after: [after[a], after[b]],
  }));
}
