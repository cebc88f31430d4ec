import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { LinkTable } from "@koppel/core";
import { KeyRing } from "@koppel/keyring";
import { catalogue, keyCheck } from "@koppel/pseudonym";

import { linkDeliveries, type LinkOptions } from "../../packages/core/src/table/link-run.ts";
import { OpenTable } from "../../packages/core/src/table/open-table.ts";
import { decide, undo, type Decision, type Subject, type Verdict } from "../../packages/core/src/table/decisions.ts";
import { eraseRecordsOf, type EraseOptions, type Erasure } from "../../packages/core/src/table/erasure.ts";
import { explainPerson, explainRecord } from "../../packages/core/src/table/explanation.ts";
import type { Explanation, PairExplanation } from "../../packages/core/src/table/explanation-result.ts";
import { explainPair } from "../../packages/core/src/table/pair-explanation.ts";
import { rekeyTable, type Rekeying } from "../../packages/core/src/table/rekeying.ts";
import { relink, type Relinking, type RelinkOptions } from "../../packages/core/src/table/relinking.ts";
import type { RunOptions } from "../../packages/core/src/table/run.ts";
import type {
  CaseSummary,
  JobOptions,
  LinkResult,
  RecordName,
  TableStatus,
  Verification,
} from "../../packages/core/src/table/results.ts";
import { statusOf } from "../../packages/core/src/table/status.ts";
import { verifyTable } from "../../packages/core/src/table/verification.ts";
import { openCases } from "../../packages/core/src/table/cases.ts";
import { PartitionReader } from "../../packages/core/src/store/partition-reader.ts";
import { textAt } from "../../packages/core/src/evidence/texts.ts";
import { SqliteStore } from "../../packages/core/src/store/sqlite-store.ts";
import { WorkerPool } from "../../packages/core/src/workers/pool.ts";
import { SOURCE_KEY } from "./patients.ts";

/** The types of every table: patient numbers are none among them. */
export const TYPES: readonly string[] = catalogue.map(({ name }) => name).filter((name) => name !== "MRN");

/** The types of the registry without citizen service numbers. */
export const LUNG_TYPES = TYPES.filter((name) => name !== "B");

/** Why one decides in tests. */
const REASON = "a test";

const EMPTY_RING = "empty-ring.json";

/** Providers of every table. */
const PROVIDERS = ["H1", "H2", "H3"];

/**
 * Makes empty tables of one key ring, with the registries `heart` (all types) and `lung` (without B), by copying one file; they share
 * their threads, which take most of the time to start.
 */
export class TableMaker {
  /** A folder that goes with the maker. */
  readonly folder: string;
  readonly ring: KeyRing;
  /** The ring's file, what opens it, and the file as it was before it had any domain. */
  readonly ringPath: string;
  readonly secret: { readonly keyFile: string };
  readonly emptyRing: string;
  readonly #template: string;
  readonly #pool: WorkerPool;
  readonly #tables: TestTable[] = [];

  private constructor(folder: string, ring: KeyRing, threads: number) {
    this.folder = folder;
    this.ring = ring;
    this.ringPath = join(folder, "keys", "ring.json");
    this.secret = { keyFile: join(folder, "keys", "secret") };
    this.emptyRing = join(folder, "keys", EMPTY_RING);
    this.#template = join(folder, "template.db");
    this.#pool = new WorkerPool(threads);
  }

  static async start(threads: number): Promise<TableMaker> {
    const folder = mkdtempSync(join(tmpdir(), "koppel-table-"));
    const ring = await makeRing(join(folder, "keys"));
    const maker = new TableMaker(folder, ring, threads);
    const table = LinkTable.create({ path: maker.#template, ring, threads: 1, sourceCheck: keyCheck(SOURCE_KEY) });
    table.addRegistry({ name: "heart", types: TYPES, serviceNumber: true });
    table.addRegistry({ name: "lung", types: LUNG_TYPES });
    for (const provider of PROVIDERS) table.addProvider(provider);
    await table.close();
    return maker;
  }

  make(): TestTable {
    const path = join(this.folder, `${this.#tables.length}.db`);
    copyFileSync(this.#template, path);
    return this.open(path);
  }

  /** Another handle on a table. @param ring the maker's, or one with other keys beside its own */
  open(path: string, ring: KeyRing = this.ring): TestTable {
    const table = new TestTable(new OpenTable(SqliteStore.open(path), ring, this.#pool));
    this.#tables.push(table);
    return table;
  }

  async close(): Promise<void> {
    await this.#pool.close();
    for (const table of this.#tables) table.close();
    rmSync(this.folder, { recursive: true });
  }
}

/** A key ring with the domains that every table needs, opened by a key file, which costs no time. */
export async function makeRing(folder: string): Promise<KeyRing> {
  mkdirSync(folder);
  const keyFile = join(folder, "secret");
  writeFileSync(keyFile, Buffer.alloc(32, 9));
  const ring = await KeyRing.create(join(folder, "ring.json"), { keyFile });
  copyFileSync(join(folder, "ring.json"), join(folder, EMPTY_RING));
  ring.addDomain("link", "link");
  ring.addDomain("handle", "handle");
  ring.addDomain("seal", "seal");
  ring.save();
  return ring;
}

/** A link table, and what it holds in plain words. */
export class TestTable {
  readonly open: OpenTable;

  constructor(open: OpenTable) {
    this.open = open;
  }

  get path(): string {
    return this.open.store.location;
  }

  link(paths: readonly string[], options: LinkOptions = {}): Promise<LinkResult> {
    return linkDeliveries(this.open, paths, options);
  }

  decide(subject: Subject, verdict: Verdict, reason = REASON, options: RunOptions = {}): Promise<Decision> {
    return decide(this.open, subject, verdict, { by: "tester", reason }, options);
  }

  undo(decision: number, reason = REASON): Promise<Decision> {
    return undo(this.open, decision, { by: "tester", reason }, {});
  }

  erase(records: readonly RecordName[], options: EraseOptions = {}): Promise<Erasure> {
    return eraseRecordsOf(this.open, records, options);
  }

  relink(options: RelinkOptions = {}): Promise<Relinking> {
    return relink(this.open, options);
  }

  rekey(options: JobOptions = {}): Promise<Rekeying> {
    return rekeyTable(this.open, options);
  }

  explain(of: RecordName | number): Promise<Explanation> {
    return typeof of === "number" ? explainPerson(this.open, of) : explainRecord(this.open, of);
  }

  explainPair(a: RecordName, b: RecordName): Promise<PairExplanation> {
    return explainPair(this.open, a, b);
  }

  status(): Promise<TableStatus> {
    return statusOf(this.open);
  }

  verify(): Promise<Verification> {
    return verifyTable(this.open, {});
  }

  /** Persons and cases by the names of their records, in an order that depends on nothing else. */
  content(): { persons: string[][]; cases: unknown[] } {
    const persons = new Map<number, string[]>();
    const bridges = this.open.store.bridges();
    for (const [name, number] of this.#personOf()) {
      const kept = bridges.get(number) ?? number;
      persons.set(kept, [...(persons.get(kept) ?? []), name].toSorted());
    }
    const cases = openCases(this.open.store).map((row) => ({
      kind: row.kind,
      class: row.class,
      persons: sorted(row.persons.map((person) => persons.get(person)!)),
    }));
    return { persons: sorted([...persons.values()]), cases: sorted(cases) };
  }

  /** Number of the person of each record, and the open cases with theirs: what must be the same again when something is undone. */
  numbers(): { persons: Map<string, number>; cases: CaseSummary[] } {
    const bridges = this.open.store.bridges();
    const persons = new Map([...this.#personOf()].map(([name, number]) => [name, bridges.get(number) ?? number]));
    return { persons, cases: openCases(this.open.store) };
  }

  close(): void {
    this.open.store.close();
  }

  /** Records, named by registry, provider and record id, with the numbers of their persons. */
  *#personOf(): Generator<[string, number]> {
    const { store, sealer } = this.open;
    const registries = new Map(store.registries().map(({ id, name }) => [id, name]));
    const providers = new Map(store.providers().map(({ id, name }) => [id, name]));
    const parties = new Map(
      store
        .deliveries()
        .map(({ id, registry, provider }) => [id, `${registries.get(registry)} ${providers.get(provider)}`]),
    );
    const reader = new PartitionReader(store, sealer);
    for (const { partition } of store.partitions()) {
      const { records, person } = reader.records(partition);
      const ids = reader.texts(partition, "record_ids");
      for (let i = 0; i < records.size; i++)
        yield [`${parties.get(records.delivery[i])} ${textAt(ids, i)}`, person[records.statement[i]]];
    }
  }
}

function sorted<T>(items: readonly T[]): T[] {
  return items.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
