import { allocateBlock, HAS_NUMBER, NO_DATE, TAKES_PART, type Block } from "../../packages/core/src/evidence/block.ts";
import { findBridges } from "../../packages/core/src/linking/bridges.ts";
import { linkPartition, type LinkContext, type LinkedPartition } from "../../packages/core/src/linking/partition.ts";
import {
  contradicted,
  NO_VERDICTS,
  verdictsAmong,
  verdictsOf,
  type Ruling,
  type Verdicts,
} from "../../packages/core/src/linking/decisions.ts";
import { handlesOf, handleText } from "../../packages/core/src/linking/handles.ts";
import { birthGroups, localPatients } from "../../packages/core/src/linking/local-patients.ts";
import {
  keepNumbers,
  NEW_NUMBER,
  numberPersons,
  type Numbers,
  type PersonEvent,
} from "../../packages/core/src/linking/persons.ts";
import { allocateRoster, makeRoster, type Roster } from "../../packages/core/src/linking/roster.ts";
import { EvidenceModel } from "../../packages/core/src/model/evidence-model.ts";
import type { PlainDecision } from "./decisions.ts";
import type { PlainCase, PlainOutcome } from "./linker.ts";
import { providers, pseudonym, type Table } from "./population.ts";
import { patientName, type PlainRecord } from "./record.ts";

/** The anchor of all tables here. */
export const ANCHOR = "GG";

interface Partition {
  records: PlainRecord[];
  numbers: Numbers;
  roster: Roster;
  /** By birth group: what is asked about it since it was last linked. */
  readonly cases: Map<string, PlainCase[]>;
}

/** A table in memory: what the product does around the linker, without files, threads and seals. */
export class Partitions {
  readonly #table: Table;
  readonly #context: LinkContext;
  readonly #partitions: Partition[];
  readonly #decisions = new Map<number, Ruling>();
  #statements = 0;

  constructor(table: Table, partitions: number) {
    const anchor = table.types.findIndex(({ name }) => name === ANCHOR);
    const model = new EvidenceModel(table.model, table.types, anchor, table.purposes);
    this.#table = table;
    this.#context = { model, anchor, providerOf: Int32Array.from(providers, (_, i) => i) };
    this.#partitions = Array.from({ length: partitions }, () => ({
      records: [],
      numbers: { own: new Uint32Array(0), person: new Uint32Array(0) },
      roster: allocateRoster(0),
      cases: new Map(),
    }));
  }

  /** Names of the types by which candidates are gathered. */
  get blocking(): string[] {
    const { evidence, blocking } = this.#context.model;
    return blocking.map((bit) => this.#table.types[evidence[bit]].name);
  }

  /** Takes in records and links the partitions that they fall in; tells what happened to persons. */
  add(records: readonly PlainRecord[]): PersonEvent[] {
    return this.#partitions.flatMap((partition, p) => {
      const fresh = records.filter((record) => placeOf(record) % this.#partitions.length === p);
      return fresh.length > 0 ? this.#link(partition, fresh) : [];
    });
  }

  /** Takes a decision, unless it contradicts others, and links everything again; says whether it was taken. */
  decide(decision: PlainDecision): boolean {
    const handles = new Map(this.#partitions.flatMap((partition) => this.#handles(partition)));
    const parts = decision.parts.map((part) => [...new Set(part.map((name) => handles.get(name)!))]);
    const ruling = { ...decision, parts };
    if (contradicted([...this.#decisions.values()], ruling).length > 0) return false;
    this.#decisions.set(ruling.id, ruling);
    for (const partition of this.#partitions) this.#link(partition, []);
    return true;
  }

  undo({ id }: PlainDecision): void {
    this.#decisions.delete(id);
    for (const partition of this.#partitions) this.#link(partition, []);
  }

  /** Erases records, and from decisions the local patients that none are left of. */
  erase(names: readonly string[]): void {
    for (const partition of this.#partitions) {
      const rows = Int32Array.from(partition.records.keys()).filter(
        (row) => !names.includes(partition.records[row].name),
      );
      partition.records = [...rows].map((row) => partition.records[row]);
      partition.numbers = keepNumbers(partition.numbers, rows);
    }
    const left = new Set(this.#partitions.flatMap((partition) => this.#handles(partition).map(([, handle]) => handle)));
    for (const { id, verdict, parts } of this.#decisions.values()) {
      const kept = parts.map((part) => part.filter((handle) => left.has(handle)));
      this.#decisions.set(id, { id, verdict, parts: kept.filter((part) => part.length > 0) });
    }
    for (const partition of this.#partitions) this.#link(partition, []);
  }

  /** Number of the person of each record, before persons are joined over birth groups. */
  numbers(column: keyof Numbers = "person"): Map<string, number> {
    return new Map(
      this.#partitions.flatMap(({ records, numbers }) =>
        records.map(({ name }, row) => [name, numbers[column][row]] as const),
      ),
    );
  }

  outcome(): PlainOutcome {
    const { joined, questions } = findBridges(
      this.#partitions.map(({ roster }) => roster),
      verdictsOf([...this.#decisions.values()]),
    );
    const persons = Map.groupBy(this.numbers(), ([, person]) => joined.get(person) ?? person);
    const recordsOf = (person: number): string[] => (persons.get(person) ?? []).map(([name]) => name);
    const bridges = questions.map((question) => ({ kind: "bridge", best: "", parts: question.map(recordsOf) }));
    const cases = this.#partitions.flatMap((partition) => [...partition.cases.values()].flat());
    return { persons: [...persons.keys()].map(recordsOf), cases: [...cases, ...bridges] };
  }

  /** Links the birth groups of fresh records, all where there are none. */
  #link(partition: Partition, fresh: readonly PlainRecord[]): readonly PersonEvent[] {
    const since = fresh.length === 0 ? 0 : partition.records.length;
    partition.records.push(...fresh);
    const block = toBlock(partition.records, this.#table);
    const linked = linkPartition(block, this.#context, this.#verdicts(partition), since);
    const { own, person, events } = numberPersons(linked, partition.numbers);
    const numbered = (number: number): number =>
      number >= NEW_NUMBER ? this.#statements + 1 + (number - NEW_NUMBER) : number;
    partition.numbers = { own: own.map(numbered), person: person.map(numbered) };
    this.#statements += fresh.length;
    const serviceNumber = this.#table.types.findIndex(({ name }) => name === "B");
    partition.roster = makeRoster(block, linked, partition.numbers.person, serviceNumber, partition.roster);
    if (fresh.length === 0) partition.cases.clear();
    for (const { values } of fresh) partition.cases.delete(values[ANCHOR] ?? "");
    for (const question of linked.questions) this.#ask(partition, linked, question);
    return events;
  }

  /** Local patients of a partition, by record: name and handle. */
  #handles({ records }: Partition): (readonly [string, string])[] {
    const block = toBlock(records, this.#table);
    const { anchor, providerOf } = this.#context;
    const patients = localPatients(block, birthGroups(block, anchor), block.present, providerOf);
    const nodes = Array.from({ length: patients.size }, (_, node) => node);
    const handles = handlesOf(block, patients, nodes);
    return records.map(
      (record, row) => [patientName(record, ANCHOR), handleText(handles, patients.ofRow[row])] as const,
    );
  }

  #verdicts(partition: Partition): Verdicts {
    if (this.#decisions.size === 0) return NO_VERDICTS;
    const own = new Set(this.#handles(partition).map(([, handle]) => handle));
    const all = verdictsOf([...this.#decisions.values()]);
    return verdictsAmong(
      all,
      [...all.bond.keys()].filter((i) => own.has(handleText(all.handles, i))),
    );
  }

  #ask(partition: Partition, linked: LinkedPartition, question: LinkedPartition["questions"][number]): void {
    const { records, cases } = partition;
    const { ofRow, rows, start } = linked.patients;
    const clusterOf = (patient: number): string[] =>
      records.flatMap(({ name }, row) =>
        ofRow[row] >= 0 && linked.cluster[ofRow[row]] === linked.cluster[patient] ? [name] : [],
      );
    const birthGroup = records[rows[start[question.patients[0]]]].values[ANCHOR] ?? "";
    const { kind, best, patients } = question;
    const found = { kind, best: this.#context.model.classes[best].key, parts: patients.map(clusterOf) };
    cases.set(birthGroup, [...(cases.get(birthGroup) ?? []), found]);
  }
}

/** Records as columns, with a column for every type of the table. */
export function toBlock(records: readonly PlainRecord[], { types }: Pick<Table, "types">): Block {
  const block = allocateBlock(records.length, (1 << types.length) - 1);
  for (const [row, { key, provider, mrn, values }] of records.entries()) {
    block.present[row] = TAKES_PART | (mrn === undefined ? 0 : HAS_NUMBER);
    if (mrn !== undefined) block.number.set(numberOf(provider, mrn), row * 4);
    block.record.set(
      key.match(/.{8}/g)!.map((word) => Number.parseInt(word, 16)),
      row * 4,
    );
    const own = pseudonym("handle", `${provider}|${mrn ?? key}|${values[ANCHOR] ?? ""}`);
    block.handle.set(own.subarray(0, 2), row * 4);
    block.handle.set(pseudonym("handle", values[ANCHOR] ?? "").subarray(0, 2), row * 4 + 2);
    block.date[row] = NO_DATE;
    block.delivery[row] = providers.indexOf(provider);
    for (const [t, { name }] of types.entries()) {
      const text = values[name];
      if (text === undefined) continue;
      block.values[t]!.set(pseudonym(name, text), row * 4);
      block.present[row] |= 1 << t;
    }
  }
  return block;
}

function numberOf(provider: string, mrn: string): Uint32Array {
  return pseudonym("MRN", `${provider}|${mrn}`);
}

/** By birth group, else by patient number, else by record. */
function placeOf({ key, provider, mrn, values }: PlainRecord): number {
  const anchor = values[ANCHOR];
  if (anchor !== undefined) return pseudonym(ANCHOR, anchor)[3];
  return mrn === undefined ? Number.parseInt(key.slice(24), 16) : numberOf(provider, mrn)[3];
}
