import { ValueIndex } from "../evidence/value-index.ts";
import { handlesOf, handleText } from "../linking/handles.ts";
import { birthGroups, localPatients } from "../linking/local-patients.ts";
import { joinBlocks } from "../store/partition-reader.ts";
import { readerOf, type TableContext } from "./table-context.ts";

/** Records to be found by their keys. */
export interface LocateTask {
  readonly context: TableContext;
  readonly partitions: readonly number[];
  /** `n * 4` words, no key twice. */
  readonly keys: Uint32Array;
}

/** Where a record is. */
export interface LocatedRecord {
  /** Which of the keys. */
  readonly index: number;
  readonly partition: number;
  readonly delivery: number;
  /** Number of its person, before bridges. */
  readonly person: number;
  /** Handle of its local patient, 32 hex digits. */
  readonly handle: string;
  /** All records of the local patient are among those asked for. */
  readonly whole: boolean;
}

/** Finds records and their local patients. O(records) of the partitions. */
export function locateShare({ context, partitions, keys }: LocateTask): LocatedRecord[] {
  const index = new ValueIndex(keys);
  return partitions.flatMap((partition) => {
    const { records } = readerOf(context).records(partition);
    const indexOf = Int32Array.from(records.statement, (_, r) => index.find(records.key, r));
    const found = [...indexOf.keys()].filter((r) => indexOf[r] >= 0);
    if (found.length === 0) return [];
    const { blocks, numbers } = readerOf(context).read(partition);
    const block = joinBlocks(blocks);
    const patients = localPatients(block, birthGroups(block, context.anchor), block.present, context.providerOf);
    const nodeOf = (r: number): number => patients.ofRow[records.statement[r]];
    const others = new Int32Array(patients.size);
    for (let r = 0; r < records.size; r++) if (indexOf[r] < 0) others[nodeOf(r)]++;
    const handles = handlesOf(block, patients, found.map(nodeOf));
    return found.map((r, i) => ({
      index: indexOf[r],
      partition,
      delivery: records.delivery[r],
      person: numbers.person[records.statement[r]],
      handle: handleText(handles, i),
      whole: others[nodeOf(r)] === 0,
    }));
  });
}
