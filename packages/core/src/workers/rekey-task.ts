import { readBlock, WORDS } from "../evidence/block.ts";
import { byTextColumn } from "../evidence/texts.ts";
import { carryBlock, carryColumn, type Passage, type Passages } from "../evidence/passage.ts";
import { LOCAL_NUMBER, readRoster, rosterBytes, SERVICE_NUMBER, type Roster } from "../linking/roster.ts";
import type { PartitionRow, SegmentPart, SegmentRow } from "../store/link-store.ts";
import { partitionPart, type PartKeyRow } from "../store/part-key.ts";
import { assignmentPlace, rosterPlace, segmentPlace } from "../store/partition-reader.ts";
import { Sealer, type SealKeys } from "../store/sealer.ts";
import { sourceOf, type TableContext } from "./table-context.ts";

/** Partitions to be made anew under other keys. */
export interface RekeyTask {
  readonly context: TableContext;
  readonly partitions: readonly number[];
  /** From the link version in force to the new one; null where it stays. */
  readonly passages: Passages | null;
  /** What the new part keys are sealed with. */
  readonly seal: SealKeys;
}

/** A partition under its new keys: nothing in it but keys has changed. */
export interface RekeyedPartition {
  readonly key: PartKeyRow;
  readonly row: PartitionRow;
  readonly segments: readonly SegmentRow[];
}

/** Opens partitions, carries pseudonyms and patient numbers to another link version, and seals everything again with new part keys. */
export function rekeyShare(task: RekeyTask): RekeyedPartition[] {
  return task.partitions.map((partition) => rekeyPartition(task, partition));
}

function rekeyPartition({ context, passages, seal }: RekeyTask, partition: number): RekeyedPartition {
  const source = sourceOf(context);
  const part = partitionPart(partition);
  const carryEvidence = (bytes: Uint8Array): Uint8Array => {
    const block = readBlock(bytes);
    if (passages !== null) carryBlock(block, block.rows, passages);
    return block.bytes;
  };
  const carryNumbers = (bytes: Uint8Array): Uint8Array => {
    const roster = readRoster(bytes);
    if (passages !== null) carryRoster(roster, passages, context.serviceNumber);
    return rosterBytes(roster);
  };
  return source.snapshot(() => {
    const before = new Sealer(context.seal).keyOf(part, source.partKeys);
    const after = new Sealer(seal).newKey(part);
    const again = (sealed: Uint8Array, place: string, carry: (bytes: Uint8Array) => Uint8Array = same): Uint8Array =>
      after.seal(carry(before.open(sealed, place)), place);
    const row = source.partition(partition)!;
    const segments = source.segmentRuns(partition).map((run): SegmentRow => {
      const column = (name: SegmentPart, carry?: typeof carryEvidence): Uint8Array =>
        again(source.segmentPart(partition, run, name), segmentPlace(partition, run, name), carry);
      const [evidence, records] = [column("evidence", carryEvidence), column("records")];
      const texts = byTextColumn((name) => column(name));
      return { run, statements: source.segmentStatements(partition, run), evidence, records, texts };
    });
    const assignment = again(row.assignment, assignmentPlace(partition, row.run));
    const roster = again(row.roster, rosterPlace(partition, row.run), carryNumbers);
    return { key: after.row, row: { ...row, assignment, roster }, segments };
  });
}

/** Handles in a roster stay: they rest on no link key. */
function carryRoster(roster: Roster, { number, types }: Passages, serviceNumber: number): void {
  carryEntries(roster, LOCAL_NUMBER, number);
  if (serviceNumber >= 0) carryEntries(roster, SERVICE_NUMBER, types[serviceNumber]!);
}

function carryEntries({ size, kind, value }: Roster, wanted: number, passage: Passage): void {
  const isWanted = Uint16Array.from(kind, (each) => (each === wanted ? 1 : 0));
  const carried = new Uint32Array(size * WORDS);
  carryColumn(value, isWanted, { rows: size, bit: 1 }, passage, carried);
  for (let i = 0; i < size; i++)
    if (isWanted[i] === 1) value.set(carried.subarray(i * WORDS, (i + 1) * WORDS), i * WORDS);
}

function same(bytes: Uint8Array): Uint8Array {
  return bytes;
}
