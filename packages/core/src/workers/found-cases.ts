import { createHash } from "node:crypto";

import type { Block } from "../evidence/block.ts";
import { birthGroupTag, handlesOf, handleText } from "../linking/handles.ts";
import type { LinkedPartition } from "../linking/partition.ts";
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
  const { rows, start } = linked.patients;
  const oldest = linked.questions.map(({ patients }) => patients.map((node) => rows[start[node]]));
  const keys = caseKeys(linked, block);
  return linked.questions.map(({ kind, best }, i) => ({
    kind,
    class: classes[best].key,
    key: keys[i],
    birthGroup: birthGroupTag(block, oldest[i][0]),
    persons: [...new Set(oldest[i].map((row) => person[row]))],
  }));
}

/** Keys of the questions of a partition: digests of kind and handles, which stay the same over runs and tell nothing to others. */
function caseKeys({ questions, patients }: LinkedPartition, block: Block): Uint8Array[] {
  const handles = handlesOf(
    block,
    patients,
    questions.flatMap((question) => question.patients),
  );
  let at = 0;
  return questions.map((question) => {
    const names = question.patients.map(() => handleText(handles, at++));
    const digest = createHash("sha256")
      .update([question.kind, ...names.toSorted()].join("|"))
      .digest();
    return new Uint8Array(digest.subarray(0, 16));
  });
}

/** Stored cases about birth groups that took part in linking: each was found again, or is gone. */
export function reviewedCases(stored: readonly StoredCase[], block: Block, linked: LinkedPartition): number[] {
  if (stored.length === 0) return [];
  const groups = new Map<number, number>();
  for (let row = 0; row < block.rows; row++)
    if (linked.patients.ofRow[row] >= 0 && linked.group[row] > 0) groups.set(linked.group[row], row);
  const tags = new Set([...groups.values()].map((row) => birthGroupTag(block, row).join()));
  return stored.filter(({ birthGroup }) => tags.has(birthGroup.join())).map(({ id }) => id);
}
