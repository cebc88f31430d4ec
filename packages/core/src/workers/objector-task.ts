import { allocateBlock, HAS_NUMBER, pickRows, readBlock, TAKES_PART, WORDS, type Block } from "../evidence/block.ts";
import { carryBlock, carryColumn, type Passages } from "../evidence/passage.ts";
import type { Records } from "../evidence/records.ts";
import type { Slab } from "../intake/slab.ts";
import { joinBlocks } from "../store/partition-reader.ts";
import { readerOf, type TableContext } from "./table-context.ts";

/** By what records that may be of an objector are picked out. */
export interface ObjectorSigns {
  /** Names of birth groups, two words each. */
  readonly groups: Uint32Array;
  /** Patient numbers in the domain of tombstones, four words each. */
  readonly numbers: Uint32Array;
  /** From the link domain into that of tombstones. */
  readonly passages: Passages;
}

/** Records picked out, in the domain of tombstones. */
export interface PickedRows {
  /** A block. */
  readonly bytes: Uint8Array;
  /** By row of the block: its row where it was picked. */
  readonly rows: Int32Array;
}

/** Records of slabs that may be of an objector: by slab, those that have a sign. O(records). */
export function pickFromSlabs({
  slabs,
  signs,
}: {
  readonly slabs: readonly Slab[];
  readonly signs: ObjectorSigns;
}): PickedRows[] {
  return slabs.map((slab) => pick(readBlock(slab.bytes), signs));
}

/** Statements of a partition that may be of an objector, or are of a person; the column of deliveries names providers. */
export interface PickedStatements extends PickedRows {
  readonly partition: number;
  /** By row of the block: number of its person, before bridges. */
  readonly person: Uint32Array;
  /** Their records: key, `n * 4` words, and delivery. */
  readonly keys: Uint32Array;
  readonly deliveries: Uint32Array;
  /** By record: row of the block. */
  readonly statement: Uint32Array;
}

/** @param task.persons persons all of whose statements are picked, numbered as before bridges */
export function pickStatements(task: {
  readonly context: TableContext;
  readonly partitions: readonly number[];
  readonly signs: ObjectorSigns;
  readonly persons: readonly number[];
}): PickedStatements[] {
  const persons = new Set(task.persons);
  return task.partitions.flatMap((partition) => {
    const reader = readerOf(task.context);
    const { blocks, numbers } = reader.read(partition);
    if (blocks.length === 0) return [];
    const { person } = numbers;
    const picked = pick(joinBlocks(blocks), task.signs, (row) => persons.has(person[row]));
    if (picked.rows.length === 0) return [];
    const { delivery } = readBlock(picked.bytes);
    for (let i = 0; i < delivery.length; i++) delivery[i] = task.context.providerOf[delivery[i]];
    const people = Uint32Array.from(picked.rows, (row) => person[row]);
    return [{ ...picked, partition, person: people, ...recordsOf(reader.records(partition).records, picked.rows) }];
  });
}

/** The records that made chosen statements. */
function recordsOf(records: Records, rows: Int32Array): Pick<PickedStatements, "keys" | "deliveries" | "statement"> {
  const placeOf = new Map(Array.from(rows, (row, i) => [row, i] as const));
  const own = Array.from({ length: records.size }, (_, r) => r).filter((r) => placeOf.has(records.statement[r]));
  const keys = new Uint32Array(own.length * WORDS);
  own.forEach((r, i) => keys.set(records.key.subarray(r * WORDS, (r + 1) * WORDS), i * WORDS));
  return {
    keys,
    deliveries: Uint32Array.from(own, (r) => records.delivery[r]),
    statement: Uint32Array.from(own, (r) => placeOf.get(records.statement[r])!),
  };
}

function pick(
  block: Block,
  { groups, numbers, passages }: ObjectorSigns,
  wanted = (_row: number): boolean => false,
): PickedRows {
  const own = new Uint32Array(block.rows * WORDS);
  carryColumn(block.number, block.present, { rows: block.rows, bit: HAS_NUMBER }, passages.number, own);
  const groupSet = pairsOf(groups, 2, 0, 2);
  const numberSet = pairsOf(numbers, 4, 0, 4);
  const rows = Int32Array.from({ length: block.rows }, (_, row) => row).filter((row) => {
    if ((block.present[row] & TAKES_PART) === 0) return false;
    const at = row * WORDS;
    return (
      groupSet.has(`${block.handle[at + 2]},${block.handle[at + 3]}`) ||
      (numberSet.size > 0 && numberSet.has(own.subarray(at, at + WORDS).join())) ||
      wanted(row)
    );
  });
  const picked = allocateBlock(rows.length, block.typeMask);
  pickRows(block, rows, picked);
  carryBlock(picked, rows.length, passages);
  return { bytes: picked.bytes, rows };
}

function pairsOf(words: Uint32Array, stride: number, from: number, to: number): Set<string> {
  return new Set(
    Array.from({ length: words.length / stride }, (_, i) => words.subarray(i * stride + from, i * stride + to).join()),
  );
}
