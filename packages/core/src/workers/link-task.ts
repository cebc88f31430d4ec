import { readBlock, WORDS, type Block } from "../evidence/block.ts";
import { joinRecords, recordsOf } from "../evidence/records.ts";
import { statementsOf } from "../evidence/statements.ts";
import { byTextColumn, joinTexts, textBytes } from "../evidence/texts.ts";
import { gather, type Slab } from "../intake/slab.ts";
import type { Verdicts } from "../linking/decisions.ts";
import { linkPartition, type ClassCount, type LinkedPartition } from "../linking/partition.ts";
import { numberPersons, type Numbers, type PersonEvent } from "../linking/persons.ts";
import { makeRoster, rosterBytes } from "../linking/roster.ts";
import type { SegmentPart, SegmentRow } from "../store/link-store.ts";
import { partitionPart, type PartKeyRow } from "../store/part-key.ts";
import { joinBlocks, segmentPlace } from "../store/partition-reader.ts";
import { Sealer } from "../store/sealer.ts";
import { partitionChange, type PartitionChange } from "./changed-pairs.ts";
import { findCases, reviewedCases, type FoundCase, type StoredCase } from "./found-cases.ts";
import { storedContent, withoutRecords } from "./partition-content.ts";
import { linkContextOf, readerOf, type TableContext } from "./table-context.ts";

/** Some partitions to link with the records that are new to them. */
export interface LinkTask {
  readonly context: TableContext;
  readonly run: number;
  readonly slabs: readonly Slab[];
  /** Tell how persons differ from what they were. */
  readonly compare: boolean;
  readonly work: readonly PartitionWork[];
}

/** A partition to link, and what the table holds about it beside its evidence. */
interface PartitionWork {
  readonly partition: number;
  /** Link all birth groups, not only those with new records. */
  readonly whole: boolean;
  /** Keys of records to be erased before anything else. */
  readonly erased: Uint32Array | undefined;
  /** What people decided about its local patients. */
  readonly verdicts: Verdicts;
  /** The birth groups that open cases are about. */
  readonly cases: readonly StoredCase[];
}

/** A partition linked, ready to be stored but for the numbers of new statements. */
export interface LinkedShare {
  readonly partition: number;
  /** What the segment is sealed with, and all else of the partition is to be. */
  readonly key: PartKeyRow;
  /** New records, less those erased. */
  readonly records: number;
  /** The new segment; sealed. */
  readonly segment: SegmentRow;
  /** Runs whose segments the new one takes in. */
  readonly replaces: readonly number[];
  /** Those of new statements are marked (see `NEW_NUMBER`). */
  readonly numbers: Numbers;
  readonly newStatements: number;
  readonly newPersons: number;
  readonly persons: number;
  readonly localPatients: number;
  readonly events: readonly PersonEvent[];
  readonly change: PartitionChange | undefined;
  readonly roster: Uint8Array;
  readonly cases: readonly FoundCase[];
  /** Stored cases about birth groups that were linked again; those not found again are gone. */
  readonly reviewed: readonly number[];
  readonly linkedRecords: number;
  readonly classes: readonly ClassCount[];
  /** By name of the type: placeholder values. */
  readonly placeholders: readonly (readonly [type: string, values: number])[];
}

/** Segments of a partition before they are made one. */
const MAX_SEGMENTS = 8;

/** Links partitions: stored evidence and new records together, birth group by birth group. */
export function linkShare(task: LinkTask): LinkedShare[] {
  const slabs = task.slabs.map((slab) => ({ slab, block: readBlock(slab.bytes) }));
  return task.work.map((work) => linkOne(task, slabs, work));
}

function linkOne(
  task: LinkTask,
  slabs: readonly { slab: Slab; block: Block }[],
  { partition, whole, erased, verdicts, cases }: PartitionWork,
): LinkedShare {
  const { context, run } = task;
  const reader = readerOf(context);
  const content = storedContent(reader, partition);
  const typeMask = slabs.reduce((mask, { slab }) => mask | slab.typeMask, 0);
  const fresh = gather(slabs, partition, typeMask);
  const { statements, statementOf } = statementsOf(fresh.block, context.providerOf);
  const added = { key: fresh.block.record, statementOf, statements: statements.rows };
  const stored = erased === undefined ? content : withoutRecords(content, erased, added);
  const block = stored.blocks.length === 0 ? statements : joinBlocks([...stored.blocks, statements]);
  const since = block.rows - statements.rows;

  const linkContext = linkContextOf(context);
  const linked = linkPartition(block, linkContext, verdicts, whole ? 0 : since);
  const { own, person, newPersons, personsBefore, events } = numberPersons(linked, stored.numbers, stored.inherited);
  const roster = makeRoster(block, linked, person, context.serviceNumber, stored.roster);

  let segment = { evidence: statements, records: recordsOf(fresh.block, statementOf), texts: fresh.texts };
  const sealer = new Sealer(context.seal);
  const known = reader.key(partition);
  // What is sealed now must not open with a key of before: one that opens what was erased, or one that an old seal key opens.
  const renew = known !== undefined && (erased !== undefined || !sealer.isPrimary(known));
  const key = known === undefined || renew ? sealer.newKey(partitionPart(partition)) : known;
  const rewrite = renew || stored.blocks.length >= MAX_SEGMENTS;
  if (rewrite) {
    const { records, texts } = stored.archive();
    segment = {
      evidence: block,
      records: joinRecords([records, segment.records], [0, since]),
      texts: byTextColumn((column) => joinTexts([texts[column], fresh.texts[column]])),
    };
  }
  const seal = (bytes: Uint8Array, name: SegmentPart): Uint8Array =>
    key.seal(bytes, segmentPlace(partition, run, name));
  return {
    partition,
    key: key.row,
    records: fresh.block.rows - (erased === undefined ? 0 : erased.length / WORDS),
    segment: {
      run,
      statements: segment.evidence.rows,
      evidence: seal(segment.evidence.bytes, "evidence"),
      records: seal(segment.records.bytes, "records"),
      texts: byTextColumn((column) => seal(textBytes(segment.texts[column]), column)),
    },
    replaces: rewrite ? stored.runs : [],
    numbers: { own, person },
    newStatements: statements.rows,
    newPersons,
    persons: whole ? linked.clusters : stored.persons - personsBefore + linked.clusters,
    localPatients: whole ? linked.patients.size : stored.localPatients + countNew(linked, since),
    events,
    change: task.compare ? partitionChange(linked, stored.numbers.person, person, stored.archive) : undefined,
    roster: rosterBytes(roster),
    cases: findCases(block, linked, person, context),
    reviewed: whole ? cases.map(({ id }) => id) : reviewedCases(cases, block, linked),
    linkedRecords: countLinked(linked, since, statementOf),
    classes: linkContext.model.classes.flatMap(({ key, action, falseShare }, c) => {
      const [joined, apart] = [linked.joinedPairs[c], linked.apartPairs[c]];
      return joined + apart > 0 ? [{ class: key, action, falseShare, joined, apart }] : [];
    }),
    placeholders: linkContext.model.evidence.flatMap((type, e) => {
      const values = linked.candidates.placeholders[e];
      return values > 0 ? [[context.types[type].name, values] as const] : [];
    }),
  };
}

function countNew({ patients }: LinkedPartition, since: number): number {
  let count = 0;
  for (let node = 0; node < patients.size; node++) if (patients.rows[patients.start[node]] >= since) count++;
  return count;
}

/** New records whose person has another local patient. */
function countLinked(
  { patients, cluster, clusters }: LinkedPartition,
  since: number,
  statementOf: Uint32Array,
): number {
  const members = new Int32Array(clusters);
  for (const at of cluster) members[at]++;
  let count = 0;
  for (const statement of statementOf) if (members[cluster[patients.ofRow[since + statement]]] > 1) count++;
  return count;
}
