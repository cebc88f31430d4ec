import { readTruth } from "../../packages/core/src/table/truth.ts";
import type { OpenTable } from "../../packages/core/src/table/open-table.ts";
import { WORDS } from "../../packages/core/src/evidence/block.ts";
import { sameValue } from "../../packages/core/src/evidence/dictionary.ts";
import { birthGroups, localPatients } from "../../packages/core/src/linking/local-patients.ts";
import { joinBlocks, PartitionReader } from "../../packages/core/src/store/partition-reader.ts";

/** Pairs of local patients of two providers, by the truth: the true person of a local patient is that of most of its records. */
export interface PairTruth {
  readonly linked: number;
  /** Linked pairs of two people, and of one; of these, those within a birth group. */
  readonly false: number;
  readonly correct: number;
  readonly correctWithin: number;
  /** Pairs of one person that are not linked, and those of them within a birth group. */
  readonly missed: number;
  readonly missedWithin: number;
}

interface LocalPatient {
  readonly provider: number;
  readonly group: string;
  readonly person: number;
  readonly truth: number;
}

/** Compares a table with the truth. */
export async function pairTruth(table: OpenTable, truthPath: string): Promise<PairTruth> {
  const patients = await localPatientsOf(table, truthPath);
  const linked = pairsBy(patients, ({ person }) => person);
  const missed = pairsBy(patients, ({ truth }) => truth).filter(([a, b]) => a.person !== b.person);
  const correct = linked.filter(([a, b]) => a.truth === b.truth);
  return {
    linked: linked.length,
    false: linked.length - correct.length,
    correct: correct.length,
    correctWithin: correct.filter(([a, b]) => a.group === b.group).length,
    missed: missed.length,
    missedWithin: missed.filter(([a, b]) => a.group === b.group).length,
  };
}

function pairsBy(
  patients: readonly LocalPatient[],
  key: (patient: LocalPatient) => number,
): [LocalPatient, LocalPatient][] {
  return [...Map.groupBy(patients, key).values()].flatMap((group) =>
    group.flatMap((a, i) =>
      group.slice(i + 1).flatMap((b): [LocalPatient, LocalPatient][] => (a.provider === b.provider ? [] : [[a, b]])),
    ),
  );
}

async function localPatientsOf(table: OpenTable, truthPath: string): Promise<LocalPatient[]> {
  const { index } = await readTruth(table, truthPath);
  const { anchor, providerOf } = table.context();
  const reader = new PartitionReader(table.store, table.sealer);
  const bridges = table.store.bridges();
  return table.store.partitions().flatMap(({ partition }) => {
    const { records, person } = reader.records(partition);
    const block = joinBlocks(reader.read(partition).blocks);
    const found = localPatients(block, birthGroups(block, anchor), block.present, providerOf);
    const votes = Array.from({ length: found.size }, () => new Map<number, number>());
    for (let i = 0; i < records.size; i++) {
      const own = votes[found.ofRow[records.statement[i]]];
      const truth = lookUp(index, records.key, i * WORDS);
      own.set(truth, (own.get(truth) ?? 0) + 1);
    }
    return votes.map((own, node) => {
      const number = person[found.rows[found.start[node]]];
      return {
        provider: found.provider[node],
        group: `${partition} ${found.group[node]}`,
        person: bridges.get(number) ?? number,
        truth: [...own].toSorted((a, b) => b[1] - a[1])[0][0],
      };
    });
  });
}

function lookUp(
  { keys, person, slots }: Awaited<ReturnType<typeof readTruth>>["index"],
  record: Uint32Array,
  at: number,
): number {
  const mask = slots.length - 1;
  for (let slot = record[at] & mask; slots[slot] !== 0; slot = (slot + 1) & mask)
    if (sameValue(keys, (slots[slot] - 1) * WORDS, record, at)) return person[slots[slot] - 1];
  throw new RangeError("a record that the truth does not name");
}
