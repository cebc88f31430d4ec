import { HAS_NUMBER, TAKES_PART, WORDS, type Block } from "../evidence/block.ts";
import { compareValues } from "../evidence/dictionary.ts";
import type { Action } from "../model/model.ts";
import type { EvidenceModel } from "../model/evidence-model.ts";
import { candidates, type Candidates } from "./candidates.ts";
import { cluster, type Question, type QuestionKind } from "./cluster.ts";
import { Comparison } from "./comparison.ts";
import { DecidedPatients, type DecidedPairs } from "./decided-patients.ts";
import { type Verdicts } from "./decisions.ts";
import { birthGroups, localPatients, type LocalPatients } from "./local-patients.ts";
import { Objectors } from "./objectors.ts";
import { UnionFind } from "./union-find.ts";

/** What linking one partition rests on beside its records. */
export interface LinkContext {
  readonly model: EvidenceModel;
  /** The type whose values are the birth groups: a number of the table's types. */
  readonly anchor: number;
  /** By delivery: number of the provider. */
  readonly providerOf: Int32Array;
}

/** Pairs of local patients of one pattern class in the birth groups that a run linked. */
export interface ClassCount {
  readonly class: string;
  readonly action: Action;
  /** What the model expects: the share of such pairs that are two people. */
  readonly falseShare: number;
  /** Pairs that ended in one person, and pairs that did not. */
  readonly joined: number;
  readonly apart: number;
}

/** A question between persons of one partition. */
interface PartitionQuestion {
  readonly kind: QuestionKind;
  /** Position in the model's classes of the strongest pair. */
  readonly best: number;
  /** Local patients, one of each cluster concerned. */
  readonly patients: readonly number[];
}

/** A partition linked: every local patient in a cluster, and what remains to be asked. */
export interface LinkedPartition {
  readonly patients: LocalPatients;
  readonly comparison: Comparison;
  /** By local patient: number of its cluster, from 0. */
  readonly cluster: Int32Array;
  readonly clusters: number;
  readonly questions: readonly PartitionQuestion[];
  /** By class: pairs of local patients in one cluster, and pairs left apart, among all that were compared. */
  readonly joinedPairs: Float64Array;
  readonly apartPairs: Float64Array;
  readonly candidates: Candidates;
  readonly decided: DecidedPatients;
  readonly objectors: Objectors;
  /** By record: code of its birth group, 0 for none. */
  readonly group: Int32Array;
}

/**
 * Links the records of one partition, all records of each birth group together. Pure: the outcome depends on the set of records,
 * not on their order.
 *
 * @param verdicts what people decided about local patients of the partition
 * @param since only birth groups with a record at or after this row are linked, as the others cannot have changed; 0 for all
 */
export function linkPartition(block: Block, context: LinkContext, verdicts: Verdicts, since: number): LinkedPartition {
  const { model, anchor, providerOf } = context;
  const group = birthGroups(block, anchor);
  const objectors = new Objectors(block, verdicts.alone);
  const active = activeRows(block, group, objectors, since);
  const patients = localPatients(block, group, active, providerOf);
  const comparison = new Comparison(block, active, patients, model);
  const decided = new DecidedPatients(block, patients, verdicts, objectors);
  const sets = candidates(comparison, decided.together());
  const clusterOf = new Int32Array(patients.size);
  const joinedPairs = new Float64Array(model.maxClasses);
  const apartPairs = new Float64Array(model.maxClasses);
  const questions: PartitionQuestion[] = [];
  let clusters = 0;
  for (let set = 0; set + 1 < sets.start.length; set++) {
    const size = sets.start[set + 1] - sets.start[set];
    if (size === 1) {
      clusterOf[sets.members[sets.start[set]]] = clusters++;
      continue;
    }
    const members = canonicalOrder(block, patients, sets.members.subarray(sets.start[set], sets.start[set + 1]));
    const pairs = compareAll(comparison, members);
    for (const part of connectedParts(size, pairs, model, decided.among(members).same)) {
      const own = part.map((i) => members[i]);
      const within = pairsWithin(part, pairs, size);
      const found = cluster(part.length, within, model.classes, model.model.margin, decided.among(own));
      own.forEach((member, i) => {
        clusterOf[member] = found.cluster[i] === i ? clusters++ : clusterOf[own[found.cluster[i]]];
      });
      for (const question of found.questions) questions.push(toPartition(question, own));
    }
    for (let i = 0; i < size; i++)
      for (let j = i + 1; j < size; j++)
        (clusterOf[members[i]] === clusterOf[members[j]] ? joinedPairs : apartPairs)[pairs[i * size + j]]++;
  }
  return {
    patients,
    comparison,
    cluster: clusterOf,
    clusters,
    questions,
    joinedPairs,
    apartPairs,
    candidates: sets,
    decided,
    objectors,
    group,
  };
}

/**
 * Flags of the records that take part, zero for the others: left out are birth groups without a record at or after `since`. Of who objects
 * no value counts, so there is nothing that could link.
 */
function activeRows(block: Block, group: Int32Array, objectors: Objectors, since: number): Uint16Array {
  const touched = new Uint8Array(block.rows + 1);
  for (let row = since; row < block.rows; row++) touched[group[row]] = 1;
  return block.present.map((flags, row) => {
    if (touched[group[row]] === 0) return 0;
    return objectors.hasRow(row) ? flags & (HAS_NUMBER | TAKES_PART) : flags;
  });
}

/** Members by their smallest record key: an order that no delivery order, thread or key of the table can change. */
function canonicalOrder(block: Block, patients: LocalPatients, members: Int32Array): Int32Array {
  const at = (node: number): number => patients.keyRow[node] * WORDS;
  return members.slice().sort((a, b) => compareValues(block.record, at(a), block.record, at(b)));
}

function compareAll(comparison: Comparison, members: Int32Array): Uint16Array {
  const size = members.length;
  const pairs = new Uint16Array(size * size);
  for (let i = 0; i < size; i++)
    for (let j = i + 1; j < size; j++)
      pairs[i * size + j] = pairs[j * size + i] = comparison.classOf(members[i], members[j]);
  return pairs;
}

/**
 * Cuts a set of candidates where no pair across the cut links, asks or is one person by a human's word, which changes nothing and keeps
 * clustering, cubic in its members, to few.
 */
function connectedParts(
  size: number,
  pairs: Uint16Array,
  model: EvidenceModel,
  same: DecidedPairs["same"],
): number[][] {
  const parts = new UnionFind(size);
  for (const [i, j] of same) parts.union(i, j);
  for (let i = 0; i < size; i++)
    for (let j = i + 1; j < size; j++) if (model.classes[pairs[i * size + j]].action !== "apart") parts.union(i, j);
  const { labels, size: count } = parts.labels();
  const found: number[][] = Array.from({ length: count }, () => []);
  labels.forEach((label, i) => found[label].push(i));
  return found;
}

function pairsWithin(part: readonly number[], pairs: Uint16Array, size: number): Uint16Array {
  if (part.length === size) return pairs;
  const within = new Uint16Array(part.length * part.length);
  part.forEach((i, x) => part.forEach((j, y) => (within[x * part.length + y] = pairs[i * size + j])));
  return within;
}

function toPartition(question: Question, members: readonly number[]): PartitionQuestion {
  return { kind: question.kind, best: question.best, patients: question.members.map((i) => members[i]) };
}
