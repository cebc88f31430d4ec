import { createHash } from "node:crypto";

import { encryptColumn } from "@koppel/keyring";

import { WORDS, type Block } from "../evidence/block.ts";
import type { LinkedPartition, PartitionQuestion } from "../linking/partition.ts";
import { linkContextOf, type TableContext } from "./table-context.ts";

/** A case of the table, as far as a thread needs it. */
export interface StoredCase {
  readonly id: number;
  readonly birthGroup: Uint8Array;
}

/** A question as it will be stored; numbers of new persons are marked (see `NEW_NUMBER`). */
export interface FoundCase {
  readonly kind: string;
  readonly class: string;
  readonly key: Uint8Array;
  readonly birthGroup: Uint8Array;
  readonly persons: readonly number[];
}

/** The questions of a partition as cases. */
export function findCases(
  block: Block,
  linked: LinkedPartition,
  person: Uint32Array,
  context: TableContext,
): FoundCase[] {
  const { classes } = linkContextOf(context).model;
  return linked.questions.map((question) => {
    const rows = rowsOf(question, linked);
    const birthGroup = birthGroupTags(block, [rows[0]], context)[0];
    return {
      kind: question.kind,
      class: classes[question.best].key,
      key: caseKey(question, birthGroup, block, linked, context),
      birthGroup,
      persons: [...new Set(rows.map((row) => person[row]))],
    };
  });
}

/** Keys of the questions of a partition. */
export function caseKeys(linked: LinkedPartition, block: Block, context: TableContext): Uint8Array[] {
  return linked.questions.map((question) => {
    const birthGroup = birthGroupTags(block, rowsOf(question, linked).slice(0, 1), context)[0];
    return caseKey(question, birthGroup, block, linked, context);
  });
}

/** Stored cases about birth groups that took part in linking: each was found again, or is gone. */
export function reviewedCases(
  stored: readonly StoredCase[],
  block: Block,
  linked: LinkedPartition,
  context: TableContext,
): number[] {
  if (stored.length === 0) return [];
  const groups = new Map<number, number>();
  for (let row = 0; row < block.rows; row++)
    if (linked.patients.ofRow[row] >= 0 && linked.group[row] > 0) groups.set(linked.group[row], row);
  const tags = new Set(birthGroupTags(block, [...groups.values()], context).map((tag) => tag.join()));
  return stored.filter(({ birthGroup }) => tags.has(birthGroup.join())).map(({ id }) => id);
}

/** Tags of birth groups: the first half of a keyed permutation of the anchor's value, so that nobody without the key can tell one. */
function birthGroupTags(block: Block, rows: readonly number[], context: TableContext): Uint8Array[] {
  const anchors = new Uint32Array(rows.length * WORDS);
  rows.forEach((row, i) =>
    anchors.set(block.values[context.anchor]!.subarray(row * WORDS, (row + 1) * WORDS), i * WORDS),
  );
  const tags = encryptColumn(context.tagKey, new Uint8Array(anchors.buffer));
  return rows.map((_, i) => tags.slice(i * 16, i * 16 + 8));
}

/** A record of each local patient concerned, its oldest. */
function rowsOf(question: PartitionQuestion, { patients }: LinkedPartition): number[] {
  return question.patients.map((node) => patients.rows[patients.start[node]]);
}

/** A keyed digest of the local patients a question is about, so that it keeps its name over runs and tells nothing to others. */
function caseKey(
  question: PartitionQuestion,
  birthGroup: Uint8Array,
  block: Block,
  { patients }: LinkedPartition,
  context: TableContext,
): Uint8Array {
  const names = question.patients.map((node) => {
    const column = patients.numbered[node] ? block.number : block.record;
    const row = patients.numbered[node] ? patients.rows[patients.start[node]] : patients.keyRow[node];
    return [patients.provider[node], ...column.subarray(row * WORDS, (row + 1) * WORDS)].join();
  });
  const hash = createHash("sha256").update(context.tagKey).update(birthGroup);
  hash.update([question.kind, ...names.toSorted()].join("|"));
  return new Uint8Array(hash.digest().subarray(0, 16));
}
