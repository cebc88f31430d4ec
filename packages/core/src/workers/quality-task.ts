import { candidates } from "../linking/candidates.ts";
import { Comparison } from "../linking/comparison.ts";
import { birthGroups, localPatients } from "../linking/local-patients.ts";
import { Tally } from "../quality/cells.ts";
import { precisionsOf } from "../quality/class-reading.ts";
import { Membership, type Scopes } from "../quality/membership.ts";
import { nameVariation } from "../quality/name-variation.ts";
import { PairCount } from "../quality/pair-count.ts";
import { countMissing, countReview } from "../quality/patient-count.ts";
import { countPersons, joinBridged, pickBridged, type BridgedPatients } from "../quality/person-count.ts";
import { visitsOf } from "../quality/visits.ts";
import { joinBlocks } from "../store/partition-reader.ts";
import { linkContextOf, readerOf, type TableContext } from "./table-context.ts";

/** Some partitions to count for the quality panel. */
export interface QualityTask {
  readonly context: TableContext;
  readonly partitions: readonly number[];
  readonly scopes: Scopes;
  /** Persons joined over birth groups: number and the number they go by, in turn. */
  readonly bridges: Uint32Array;
  /** Persons in open cases, by the number they go by: number and kinds (see `countReview`), in turn. */
  readonly asked: Uint32Array;
}

/** What was counted, and the local patients of persons over birth groups, which no partition can count for itself. */
export interface CountedShare {
  readonly tally: Float64Array;
  readonly bridged: BridgedPatients;
}

/** Counts what the quality panel rests on, in one pass over the partitions. */
export function countShare(task: QualityTask): CountedShare {
  const tally = new Tally(task.scopes.size);
  const bridges = pairsToMap(task.bridges);
  const heads = new Set(bridges.values());
  const asked = pairsToMap(task.asked);
  const bridged: BridgedPatients[] = [];
  for (const partition of task.partitions) {
    const { part, membership, ...of } = readPartition(task, partition);
    const kept = part.map((number) => bridges.get(number) ?? number);
    const count = new PairCount({ ...of, membership, person: kept }, tally);
    const { members, start } = candidates(of.comparison, []);
    for (let set = 0; set + 1 < start.length; set++) count.count(members.subarray(start[set], start[set + 1]));
    countMissing(of.comparison, of.types, membership, tally);
    countReview(kept, asked, membership, tally);
    const reaches = (number: number): boolean => heads.has(number);
    bridged.push(pickBridged(kept, part, of.comparison.patients.provider, membership, reaches));
    countPersons(kept, membership, tally, reaches);
  }
  return { tally: tally.values, bridged: joinBridged(bridged) };
}

/** A partition's local patients, and what is known of them. */
function readPartition({ context, scopes }: QualityTask, partition: number) {
  const reader = readerOf(context);
  const { model, anchor, providerOf } = linkContextOf(context);
  const block = joinBlocks(reader.read(partition).blocks);
  const { records, person } = reader.records(partition);
  const patients = localPatients(block, birthGroups(block, anchor), block.present, providerOf);
  const comparison = new Comparison(block, block.present, patients, model);
  const types = model.evidence.map((type) => context.types[type]);
  const membership = new Membership(scopes, patients.provider);
  for (let i = 0; i < records.size; i++) membership.note(patients.ofRow[records.statement[i]], records.delivery[i]);
  return {
    comparison,
    membership,
    types,
    /** By local patient: its person within the birth group. */
    part: Uint32Array.from({ length: patients.size }, (_, node) => person[patients.rows[patients.start[node]]]),
    visits: visitsOf(records, patients),
    names: nameVariation(comparison, types),
    precisions: precisionsOf(types),
  };
}

function pairsToMap(pairs: Uint32Array): Map<number, number> {
  const map = new Map<number, number>();
  for (let i = 0; i < pairs.length; i += 2) map.set(pairs[i], pairs[i + 1]);
  return map;
}
