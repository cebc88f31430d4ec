import { NO_DATE, WORDS, type Block } from "../evidence/block.ts";
import type { Records } from "../evidence/records.ts";
import { textAt, type Texts } from "../evidence/texts.ts";
import { Comparison } from "../linking/comparison.ts";
import { handlesOf, handleText } from "../linking/handles.ts";
import { birthGroups, localPatients, type LocalPatients } from "../linking/local-patients.ts";
import type { Numbers } from "../linking/persons.ts";
import { areStrangers, type PatternClass } from "../model/model.ts";
import { joinBlocks } from "../store/partition-reader.ts";
import { linkContextOf, readerOf, type TableContext } from "./table-context.ts";

/** A local patient as it stands in the table. */
export interface FoundPatient {
  readonly partition: number;
  readonly patient: number;
  /** Its handle, 32 hex digits. */
  readonly handle: string;
  readonly provider: number;
  /** Its patient number, which never leaves the table: to see where one number stands in two birth groups. Null where it has none. */
  readonly number: string | null;
  readonly person: number;
  /** Own numbers of its statements: any number its person ever had because of it. */
  readonly owns: readonly number[];
  readonly records: readonly FoundVisit[];
}

interface FoundVisit {
  readonly recordId: string;
  /** The patient number as only its provider can read it; empty where there is none. */
  readonly reversible: string;
  readonly delivery: number;
  readonly date: number | null;
  readonly types: number;
}

/** Local patients of one birth group, all compared with all. */
export interface FoundGroup {
  readonly patients: readonly FoundPatient[];
  readonly classes: readonly PatternClass[];
  /** Class of patients i and j at `i * patients.length + j`: a position in `classes`; symmetric, of no meaning where i is j. */
  readonly pairs: Uint16Array;
}

/** A partition opened for reading, not for linking. */
export class PatientView {
  readonly #context: TableContext;
  readonly #partition: number;
  readonly #block: Block;
  readonly #records: Records;
  readonly #ids: Texts;
  readonly #reversible: Texts;
  readonly #numbers: Numbers;
  readonly #group: Int32Array;
  readonly #patients: LocalPatients;

  constructor(context: TableContext, partition: number) {
    const reader = readerOf(context);
    const stored = reader.read(partition);
    this.#context = context;
    this.#partition = partition;
    this.#block = joinBlocks(stored.blocks);
    this.#records = reader.records(partition).records;
    this.#ids = reader.texts(partition, "record_ids");
    this.#reversible = reader.texts(partition, "reversible_numbers");
    this.#numbers = stored.numbers;
    this.#group = birthGroups(this.#block, context.anchor);
    this.#patients = localPatients(this.#block, this.#group, this.#block.present, context.providerOf);
  }

  /** The local patients of persons. @param provider whose; all without */
  members(persons: ReadonlySet<number>, provider?: number): FoundPatient[] {
    return this.#nodesOf(persons)
      .filter((node) => provider === undefined || this.#patients.provider[node] === provider)
      .map((node) => this.#show(node));
  }

  /**
   * The local patients of persons with those of their birth groups that may have to do with one of them, and the local patients of other
   * persons as far as there are any; where there is no birth group, each alone.
   */
  around(persons: ReadonlySet<number>, others: ReadonlySet<number>): FoundGroup[] {
    const { model } = linkContextOf(this.#context);
    const comparison = new Comparison(this.#block, this.#block.present, this.#patients, model);
    const wanted = new Set([...persons, ...others]);
    const groupOf = (node: number): number => this.#patients.group[node] || -1 - node;
    const concerns = (node: number, own: number): boolean =>
      !areStrangers(model.classes[comparison.classOf(own, node)]);
    return [...Map.groupBy(this.#nodesOf(wanted), groupOf)].map(([group, known]) => {
      const own = known.filter((node) => persons.has(this.#personOf(node)));
      const near = this.#all().filter(
        (node) => known.includes(node) || (groupOf(node) === group && own.some((member) => concerns(node, member))),
      );
      const { classes, pairs } = compareAll(near, comparison);
      return { patients: near.map((node) => this.#show(node)), classes, pairs };
    });
  }

  #all(): number[] {
    return Array.from({ length: this.#patients.size }, (_, node) => node);
  }

  #nodesOf(persons: ReadonlySet<number>): number[] {
    return this.#all().filter((node) => persons.has(this.#personOf(node)));
  }

  #personOf(node: number): number {
    return this.#numbers.person[this.#patients.rows[this.#patients.start[node]]];
  }

  #show(node: number): FoundPatient {
    const { size, statement, delivery, date } = this.#records;
    const { rows, start, ofRow, keyRow, provider, numbered } = this.#patients;
    const own = Array.from({ length: size }, (_, r) => r).filter((r) => ofRow[statement[r]] === node);
    const number = this.#block.number.subarray(keyRow[node] * WORDS, (keyRow[node] + 1) * WORDS);
    return {
      partition: this.#partition,
      patient: node,
      handle: handleText(handlesOf(this.#block, this.#patients, [node]), 0),
      provider: provider[node],
      number: numbered[node] === 1 ? number.join() : null,
      person: this.#personOf(node),
      owns: Array.from(rows.subarray(start[node], start[node + 1]), (row) => this.#numbers.own[row]),
      records: own.map((r) => ({
        recordId: textAt(this.#ids, r),
        reversible: textAt(this.#reversible, r),
        delivery: delivery[r],
        date: date[r] === NO_DATE ? null : date[r],
        types: this.#block.present[statement[r]],
      })),
    };
  }
}

function compareAll(nodes: readonly number[], comparison: Comparison): Pick<FoundGroup, "classes" | "pairs"> {
  const size = nodes.length;
  const positions = new Map<number, number>();
  const pairs = new Uint16Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = i + 1; j < size; j++) {
      const found = comparison.classOf(nodes[i], nodes[j]);
      if (!positions.has(found)) positions.set(found, positions.size);
      pairs[i * size + j] = pairs[j * size + i] = positions.get(found)!;
    }
  }
  return { classes: [...positions.keys()].map((found) => comparison.model.classes[found]), pairs };
}
