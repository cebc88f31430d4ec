import { WORDS } from "../evidence/block.ts";
import { sameValue } from "../evidence/dictionary.ts";
import { Comparison } from "../linking/comparison.ts";
import { birthGroups, groupRows, localPatients } from "../linking/local-patients.ts";
import { joinBlocks } from "../store/partition-reader.ts";
import { linkContextOf, readerOf, type TableContext } from "./table-context.ts";

/** The truth by record key, in shared memory: an open-addressing table over rows of keys. */
export interface TruthIndex {
  readonly keys: Uint32Array;
  /** By row: number of the true person. */
  readonly person: Int32Array;
  /** Row plus one, or zero. */
  readonly slots: Int32Array;
}

/** A partition with the truth beside it, as far as that names its records. */
export interface KnownPartition {
  readonly comparison: Comparison;
  /** Records that the truth does not name. */
  readonly unknown: number;
  /** True persons of the records, local patient by local patient: those of p run from `start[p]` to `start[p + 1]`, ascending. */
  readonly truth: Int32Array;
  readonly start: Int32Array;
  /** By local patient: number of its person in the table. */
  readonly person: Uint32Array;
  /** By local patient: the true person of most of its records, of several the lowest; -1 where the truth names none. */
  readonly majority: Int32Array;
}

/** Opens a partition and looks up its records. O(records). @throws KoppelError SEAL_BROKEN, SEAL_VERSION */
export function readKnown(context: TableContext, partition: number, index: TruthIndex): KnownPartition {
  const { model, anchor, providerOf } = linkContextOf(context);
  const reader = readerOf(context);
  const block = joinBlocks(reader.read(partition).blocks);
  const patients = localPatients(block, birthGroups(block, anchor), block.present, providerOf);
  const { records, person } = reader.records(partition);
  const found = new Int32Array(records.size);
  const patientOf = new Int32Array(records.size);
  for (let i = 0; i < records.size; i++) {
    found[i] = trueOf(index, records.key, i * WORDS);
    patientOf[i] = found[i] < 0 ? -1 : patients.ofRow[records.statement[i]];
  }
  const { rows, start } = groupRows(patientOf, patients.size);
  const truth = rows.map((i) => found[i]);
  const majority = new Int32Array(patients.size);
  for (let node = 0; node < patients.size; node++)
    majority[node] = commonest(truth.subarray(start[node], start[node + 1]).sort());
  return {
    comparison: new Comparison(block, block.present, patients, model),
    unknown: records.size - truth.length,
    truth,
    start,
    person: Uint32Array.from(patients.start.subarray(0, patients.size), (first) => person[patients.rows[first]]),
    majority,
  };
}

function trueOf({ keys, person, slots }: TruthIndex, record: Uint32Array, at: number): number {
  const mask = slots.length - 1;
  for (let slot = record[at] & mask; slots[slot] !== 0; slot = (slot + 1) & mask)
    if (sameValue(keys, (slots[slot] - 1) * WORDS, record, at)) return person[slots[slot] - 1];
  return -1;
}

/** The number that is there most often, of several the lowest; -1 for none. @param numbers ascending */
function commonest(numbers: Int32Array): number {
  let best = -1;
  let most = 0;
  for (let from = 0, to = 0; from < numbers.length; from = to) {
    while (to < numbers.length && numbers[to] === numbers[from]) to++;
    if (to - from <= most) continue;
    most = to - from;
    best = numbers[from];
  }
  return best;
}
