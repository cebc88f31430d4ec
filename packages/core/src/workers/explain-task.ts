import { NO_DATE, WORDS } from "../evidence/block.ts";
import { dictionary, sameValue } from "../evidence/dictionary.ts";
import type { Records } from "../evidence/records.ts";
import { Comparison } from "../linking/comparison.ts";
import { localPatients } from "../linking/local-patients.ts";
import type { PatternClass } from "../model/model.ts";
import { joinBlocks } from "../store/partition-reader.ts";
import { recordIdAt } from "../store/record-ids.ts";
import { linkContextOf, readerOf, type TableContext } from "./table-context.ts";

/** A record to be found, and others to compare it with. */
export interface ExplainTask {
  readonly context: TableContext;
  readonly partitions: readonly number[];
  /** Record keys, `n * 4` words. */
  readonly keys: Uint32Array;
}

/** A record found, with the local patients that it was compared with. */
export interface FoundRecord {
  /** Which of the keys. */
  readonly index: number;
  readonly partition: number;
  /** Names the birth group within the partition; 0 for none. */
  readonly group: number;
  readonly patient: number;
  readonly patients: readonly FoundPatient[];
}

/** A local patient near a record: of the same person, or one that shares evidence with it. */
export interface FoundPatient {
  readonly patient: number;
  readonly provider: number;
  readonly person: number;
  readonly hasNumber: boolean;
  readonly records: readonly { readonly recordId: string; readonly delivery: number; readonly date: number | null; readonly types: number }[];
  /** Null for the local patient of the record itself. */
  readonly evidence: PatternClass | null;
}

/** Finds records by their keys and compares the local patient of each with those of its birth group. */
export function explainShare(task: ExplainTask): FoundRecord[] {
  return task.partitions.flatMap((partition) => explainIn(task, partition));
}

function explainIn(task: ExplainTask, partition: number): FoundRecord[] {
  const reader = readerOf(task.context);
  const { records } = reader.records(partition);
  const places = Array.from({ length: task.keys.length / WORDS }, (_, index) => placeOf(task.keys, index, records));
  if (places.every((place) => place < 0)) return [];
  const stored = reader.read(partition);
  const block = joinBlocks(stored.blocks);
  const link = linkContextOf(task.context);
  const anchors = block.values[link.anchor];
  const group = anchors ? dictionary(anchors, block.present, 1 << link.anchor).codes : new Int32Array(block.rows);
  const patients = localPatients(block, group, block.present, link.providerOf);
  const comparison = new Comparison(block, block.present, patients, link.model);
  const ids = reader.recordIds(partition);
  const found: FoundRecord[] = [];
  for (const [index, place] of places.entries()) {
    if (place < 0) continue;
    const row = records.statement[place];
    const own = patients.ofRow[row];
    const recordsIn = (node: number): number[] =>
      Array.from({ length: records.size }, (_, r) => r).filter((r) => patients.ofRow[records.statement[r]] === node);
    const personOf = (node: number): number => stored.person[patients.rows[patients.start[node]]];
    const shown: FoundPatient[] = [];
    for (let node = 0; node < patients.size; node++) {
      const near = node === own || (patients.group[node] === patients.group[own] && group[row] > 0);
      if (!near) continue;
      const evidence = node === own ? null : link.model.classes[comparison.classOf(own, node)];
      if (evidence?.action === "apart" && evidence.name === "name-differs" && personOf(node) !== personOf(own)) continue;
      shown.push({
        patient: node,
        provider: patients.provider[node],
        person: personOf(node),
        hasNumber: patients.numbered[node] === 1,
        evidence,
        records: recordsIn(node).map((r) => ({
          recordId: recordIdAt(ids, r),
          delivery: records.delivery[r],
          date: records.date[r] === NO_DATE ? null : records.date[r],
          types: block.present[records.statement[r]],
        })),
      });
    }
    found.push({ index, partition, group: group[row], patient: own, patients: shown });
  }
  return found;
}

/** Where a record with this key stands, or -1. */
function placeOf(keys: Uint32Array, index: number, records: Records): number {
  for (let r = 0; r < records.size; r++) if (sameValue(keys, index * WORDS, records.key, r * WORDS)) return r;
  return -1;
}
