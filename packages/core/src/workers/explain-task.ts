import { NO_DATE, WORDS, type Block } from "../evidence/block.ts";
import { sameValue } from "../evidence/dictionary.ts";
import type { Records } from "../evidence/records.ts";
import type { RecordIds } from "../intake/slab.ts";
import { Comparison } from "../linking/comparison.ts";
import { handlesOf, handleText } from "../linking/handles.ts";
import { birthGroups, localPatients, type LocalPatients } from "../linking/local-patients.ts";
import type { PatternClass } from "../model/model.ts";
import { joinBlocks } from "../store/partition-reader.ts";
import { recordIdAt } from "../store/record-ids.ts";
import { linkContextOf, readerOf, type TableContext } from "./table-context.ts";

/** Records to be found, and others to compare them with. */
export interface ExplainTask {
  readonly context: TableContext;
  readonly partitions: readonly number[];
  /** Record keys, `n * 4` words. */
  readonly keys: Uint32Array;
}

/** Persons whose local patients are wanted. */
export interface MembersTask {
  readonly context: TableContext;
  readonly partitions: readonly number[];
  readonly persons: readonly number[];
}

/** A number that a person has or had. */
export interface CurrentTask {
  readonly context: TableContext;
  readonly partitions: readonly number[];
  readonly number: number;
}

/** A record found, with the local patients of its birth group that it may have to do with. */
export interface FoundRecord {
  /** Which of the keys. */
  readonly index: number;
  readonly partition: number;
  /** Names the birth group within the partition; 0 for none. */
  readonly group: number;
  readonly patient: number;
  readonly patients: readonly FoundPatient[];
}

/** A local patient as it stands in the table. */
export interface FoundPatient {
  readonly partition: number;
  readonly patient: number;
  /** Its handle, 32 hex digits. */
  readonly handle: string;
  readonly provider: number;
  readonly person: number;
  readonly hasNumber: boolean;
  readonly records: readonly FoundVisit[];
  /** What it and the record asked about say of each other; null where they were not compared. */
  readonly evidence: PatternClass | null;
}

interface FoundVisit {
  readonly recordId: string;
  readonly delivery: number;
  readonly date: number | null;
  readonly types: number;
}

/** Finds records by their keys and compares the local patient of each with those of its birth group. */
export function explainShare(task: ExplainTask): FoundRecord[] {
  return task.partitions.flatMap((partition) => {
    const { records } = readerOf(task.context).records(partition);
    const places = Array.from({ length: task.keys.length / WORDS }, (_, index) => placeOf(task.keys, index, records));
    if (places.every((place) => place < 0)) return [];
    const view = new PartitionView(task.context, partition);
    return places.flatMap((place, index) => (place < 0 ? [] : [view.around(index, records.statement[place])]));
  });
}

/** Finds the local patients of persons. */
export function memberShare(task: MembersTask): FoundPatient[] {
  const wanted = new Set(task.persons);
  return task.partitions.flatMap((partition) => {
    const { person } = readerOf(task.context).numbers(partition);
    return person.some((number) => wanted.has(number))
      ? new PartitionView(task.context, partition).members(wanted)
      : [];
  });
}

/** The number of the person that the statement of this own number is part of now, in these partitions; 0 where there is none. */
export function currentShare({ context, partitions, number }: CurrentTask): number {
  for (const partition of partitions) {
    const { own, person } = readerOf(context).numbers(partition);
    const row = own.indexOf(number);
    if (row >= 0) return person[row];
  }
  return 0;
}

/** A partition opened for reading, not for linking. */
class PartitionView {
  readonly #context: TableContext;
  readonly #partition: number;
  readonly #block: Block;
  readonly #records: Records;
  readonly #ids: RecordIds;
  readonly #person: Uint32Array;
  readonly #group: Int32Array;
  readonly #patients: LocalPatients;

  constructor(context: TableContext, partition: number) {
    const reader = readerOf(context);
    const stored = reader.read(partition);
    this.#context = context;
    this.#partition = partition;
    this.#block = joinBlocks(stored.blocks);
    this.#records = reader.records(partition).records;
    this.#ids = reader.recordIds(partition);
    this.#person = stored.numbers.person;
    this.#group = birthGroups(this.#block, context.anchor);
    this.#patients = localPatients(this.#block, this.#group, this.#block.present, context.providerOf);
  }

  /** The local patient that makes a statement, with those of its birth group that are of its person or may be. */
  around(index: number, statement: number): FoundRecord {
    const { model } = linkContextOf(this.#context);
    const comparison = new Comparison(this.#block, this.#block.present, this.#patients, model);
    const own = this.#patients.ofRow[statement];
    const group = this.#group[statement];
    const patients: FoundPatient[] = [this.#show(own, null)];
    for (let node = 0; node < this.#patients.size; node++) {
      if (node === own || group === 0 || this.#patients.group[node] !== group) continue;
      const evidence = model.classes[comparison.classOf(own, node)];
      const stranger = evidence.action === "apart" && evidence.name === "name-differs";
      if (!stranger || this.#personOf(node) === this.#personOf(own)) patients.push(this.#show(node, evidence));
    }
    return { index, partition: this.#partition, group, patient: own, patients };
  }

  members(persons: ReadonlySet<number>): FoundPatient[] {
    const nodes = Array.from({ length: this.#patients.size }, (_, node) => node);
    return nodes.filter((node) => persons.has(this.#personOf(node))).map((node) => this.#show(node, null));
  }

  #personOf(node: number): number {
    return this.#person[this.#patients.rows[this.#patients.start[node]]];
  }

  #show(node: number, evidence: PatternClass | null): FoundPatient {
    const { size, statement, delivery, date } = this.#records;
    const own = Array.from({ length: size }, (_, r) => r).filter((r) => this.#patients.ofRow[statement[r]] === node);
    return {
      partition: this.#partition,
      patient: node,
      handle: handleText(handlesOf(this.#block, this.#patients, [node], this.#context), 0),
      provider: this.#patients.provider[node],
      person: this.#personOf(node),
      hasNumber: this.#patients.numbered[node] === 1,
      evidence,
      records: own.map((r) => ({
        recordId: recordIdAt(this.#ids, r),
        delivery: delivery[r],
        date: date[r] === NO_DATE ? null : date[r],
        types: this.#block.present[statement[r]],
      })),
    };
  }
}

/** Where a record with this key stands, or -1. */
function placeOf(keys: Uint32Array, index: number, records: Records): number {
  for (let r = 0; r < records.size; r++) if (sameValue(keys, index * WORDS, records.key, r * WORDS)) return r;
  return -1;
}
