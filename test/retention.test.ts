import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { verifyTrailFile } from "@koppel/core";
import type { PatientRecord } from "@koppel/pseudonym";
import { afterAll, describe, expect, test } from "vitest";

import { baseContext } from "../packages/core/src/audit/chain.ts";
import { TableAudit } from "../packages/core/src/table/audit.ts";
import { expire, type ExpireOptions, type Expiry } from "../packages/core/src/table/expiry.ts";
import { setPolicy } from "../packages/core/src/table/objection-policy.ts";
import { takeObjections } from "../packages/core/src/table/objections.ts";
import { TableRetention } from "../packages/core/src/table/retention.ts";
import { TableRights } from "../packages/core/src/table/rights.ts";
import { csv, deliver } from "./support/delivery.ts";
import { sheetOf } from "./support/patients.ts";
import { LUNG_TYPES, TableMaker, type TestTable } from "./support/tables.ts";

const maker = await TableMaker.start(2);
afterAll(() => maker.close());

const YEAR = 365.25 * 86_400_000;
const coded = (code: string): unknown => expect.objectContaining({ code });
const retention = (table: TestTable): TableRetention => new TableRetention(table.open);
const inYears = (years: number): Date => new Date(Date.now() + years * YEAR);
const faults = async (table: TestTable): Promise<unknown[]> => (await table.verify()).checks.filter(({ ok }) => !ok);

let files = 0;
const visit = (recordId: string, eventDate: string, birthName = "Bakker"): PatientRecord => ({
  recordId,
  eventDate,
  mrn: birthName,
  birthName,
  birthDate: "1961-05-05",
  sex: "M",
  givenNames: "Bert",
});
function delivery(
  registry: string,
  provider: string,
  visits: readonly PatientRecord[],
  objection?: { scope: "registry"; withdrawn: boolean },
): string {
  const sheet = sheetOf(registry, provider, LUNG_TYPES, visits);
  return deliver(maker.folder, `${files++}.csv`, sheet, csv(sheet), objection && { objection });
}

/** Confirms what a dry run tells. */
async function confirmed(table: TestTable, options: ExpireOptions): Promise<Expiry> {
  const { total } = await expire(table.open, { ...options, dryRun: true });
  return expire(table.open, { ...options, confirm: total });
}

const countOf = ({ classes }: Expiry, name: string, registry: string | null = null): number =>
  classes.find((each) => each.class === name && each.registry === registry)!.count;

describe("records that have had their term", () => {
  const now = new Date("2031-06-15T12:00:00Z");
  const old = [visit("old", "2024-06-14"), visit("gone", "2020-01-01", "Visser")];
  const young = [visit("young", "2024-06-15"), visit("other", "2024-06-16", "Smit")];
  const undated = [visit("undated", ""), visit("nobody", "", "Carels")];

  async function linked(): Promise<TestTable> {
    const table = maker.make();
    const heart = delivery("heart", "H1", [visit("ancient", "1990-01-01")]);
    await table.link([delivery("lung", "H1", [...old, ...young]), delivery("lung", "H2", undated), heart]);
    retention(table).set("lung", "records", "7y");
    return table;
  }

  test("go by the date of the event, and leave the table as if they had never come", async () => {
    const table = await linked();
    const result = await confirmed(table, { now });
    expect(result).toMatchObject({ run: 2, total: 2, dryRun: false });
    expect(result.classes).toEqual([
      { class: "records", registry: "lung", term: "7y", from: "2024-06-15", count: 2, held: false },
    ]);
    const never = maker.make();
    const heart = delivery("heart", "H1", [visit("ancient", "1990-01-01")]);
    await never.link([delivery("lung", "H1", young), delivery("lung", "H2", undated), heart]);
    expect(table.content()).toEqual(never.content());
    expect(await faults(table)).toEqual([]);
    const [event] = new TableAudit(table.open).events({ action: "expire" });
    expect(event.detail).toEqual({ "records of lung": 2 });
  });

  test("go without a date by the moment of delivery", async () => {
    const table = await linked();
    expect(countOf(await confirmed(table, { now: inYears(6.9) }), "records", "lung")).toBe(4);
    expect(table.content().persons.flat()).toContain("lung H2 undated");
    await confirmed(table, { now: inYears(7.1) });
    expect(table.content().persons).toEqual([["heart H1 ancient"]]);
    expect(await faults(table)).toEqual([]);
  });

  test("stay until somebody confirms as many as the dry run told", async () => {
    const table = await linked();
    const before = [table.content(), await table.status()];
    expect(await expire(table.open, { now, dryRun: true })).toMatchObject({ total: 2, dryRun: true });
    await expect(expire(table.open, { now })).rejects.toThrow(coded("NOT_CONFIRMED"));
    await expect(expire(table.open, { now, confirm: 3 })).rejects.toThrow(coded("NOT_CONFIRMED"));
    await table.link([delivery("lung", "H3", [visit("more", "2001-01-01")])]);
    await expect(expire(table.open, { now, confirm: 2 })).rejects.toThrow(coded("NOT_CONFIRMED"));
    expect(table.content().persons.flat().toSorted()).toEqual(
      [...(before[0] as ReturnType<TestTable["content"]>).persons.flat(), "lung H3 more"].toSorted(),
    );
  });

  test("stay under a legal hold, and with them what is of the whole table", async () => {
    const table = await linked();
    retention(table).set(null, "trail", "5y");
    retention(table).set("heart", "records", "1y");
    retention(table).hold("lung", true, "a lawsuit");
    expect(retention(table).terms()[1]).toMatchObject({ registry: "lung", hold: { reason: "a lawsuit" } });
    const held = await expire(table.open, { now: inYears(10), dryRun: true });
    expect(held.classes.map(({ class: name, registry, count, held: stays }) => [name, registry, count, stays])).toEqual(
      [
        ["records", "heart", 1, false],
        ["records", "lung", 0, true],
        ["trail", null, 0, true],
      ],
    );
    const objector = delivery("lung", "H1", [visit("", "")], { scope: "registry", withdrawn: false });
    setPolicy(table.open, "lung", "stop-and-erase");
    expect(await takeObjections(table.open, [objector], {})).toMatchObject({ objections: 1, erased: 0 });
    const persons = table.content().persons.filter((person) => person.some((record) => /young|undated/.test(record)));
    expect(persons.map((person) => new Set(person.map((record) => record.split(" ")[1])).size)).toEqual([1, 1]);
    retention(table).hold("lung", false, "settled");
    expect(countOf(await confirmed(table, { now: inYears(10) }), "records", "lung")).toBe(6);
  });
});

describe("what is of the whole table", () => {
  test("goes when it has had its term, and not before", async () => {
    const table = maker.make();
    const { store } = table.open;
    const own = retention(table);
    for (const name of ["requests", "enquiries", "objections"]) own.set(null, name, "2y");
    const rights = new TableRights(table.open);
    rights.open({ kind: "access", provider: "H1" });
    rights.open({ kind: "access", provider: "H1", records: [{ registry: "lung", provider: "H1", recordId: "x" }] });
    rights.close(2, "done");
    const patients = [{ handle: "00".repeat(16), partition: 1 }];
    table.open.atomically(() => {
      const row = { token: "t", provider: 1, at: new Date().toISOString(), sha256: "" };
      store.enquiries.add(row, [{ id: "q", case: 1, topic: "same-patient", patients }]);
    });
    const says = (withdrawn: boolean): string =>
      delivery("lung", "H1", [visit("", "")], { scope: "registry", withdrawn });
    await takeObjections(
      table.open,
      [says(false), delivery("lung", "H2", [visit("", "")], { scope: "registry", withdrawn: false })],
      {},
    );
    await takeObjections(table.open, [says(true)], {});

    expect(await confirmed(table, { now: inYears(1.9) })).toMatchObject({ total: 0 });
    const result = await confirmed(table, { now: inYears(2.1) });
    expect(["requests", "enquiries", "objections"].map((name) => countOf(result, name))).toEqual([1, 1, 1]);
    expect(rights.requests()).toMatchObject([{ request: 1, state: "open" }]);
    expect(rights.open({ kind: "access", provider: "H1" })).toMatchObject({ request: 3 });
    expect([store.enquiries.enquiries(), store.enquiries.questions()]).toEqual([[], []]);
    expect(store.objections.all()).toMatchObject([{ provider: 2, until: null }]);
    expect(store.objections.tombstones()).toHaveLength(1);
  });

  test("has terms that are told, and is told to lack one", async () => {
    const table = maker.make();
    const own = retention(table);
    expect((await table.status()).withoutTerm).toEqual([
      "records of heart",
      "records of lung",
      "trail",
      "requests",
      "enquiries",
      "objections",
    ]);
    expect(() => own.set(null, "trail", "59m")).toThrow(coded("TERM_TOO_SHORT"));
    expect(() => own.set(null, "records", "7y")).toThrow(coded("NO_SUCH_CLASS"));
    expect(() => own.set("lung", "trail", "7y")).toThrow(coded("NO_SUCH_CLASS"));
    expect(() => own.set("knee", "records", "7y")).toThrow(coded("UNKNOWN_REGISTRY"));
    expect(() => own.set("lung", "records", "forever")).toThrow(coded("BAD_TERM"));
    expect(() => own.hold("lung", true, " ")).toThrow(coded("REASON_MISSING"));
    own.set(null, "trail", "60m");
    own.set("lung", "records", "84m");
    expect(own.terms().flatMap(({ term }) => term ?? [])).toEqual(["7y", "5y"]);
    expect((await table.status()).withoutTerm).toEqual(["records of heart", "requests", "enquiries", "objections"]);
  });
});

describe("a trail whose first events have had their term", () => {
  const record = { registry: "lung", provider: "H1", recordId: "a" };

  /** A table whose trail was cut once, and a checkpoint of before. */
  async function cut(): Promise<{ table: TestTable; audit: TableAudit; before: ReturnType<TableAudit["checkpoint"]> }> {
    const table = maker.make();
    retention(table).set(null, "trail", "5y");
    new TableRights(table.open).open({ kind: "access", provider: "H1", records: [record] });
    const audit = new TableAudit(table.open);
    const before = audit.checkpoint();
    audit.events();
    const total = countOf(await confirmed(table, { now: inYears(5.1) }), "trail");
    expect(total).toBe(audit.events({ action: "expire" })[0].id - 1);
    return { table, audit, before };
  }

  test("holds from its base on, in the table and away from it, and is cut again", async () => {
    const { table, audit } = await cut();
    const base = table.open.store.audit.base()!;
    const verified = audit.verify();
    expect(verified).toMatchObject({ ok: true, faults: [] });
    expect(audit.events()[0]).toMatchObject({ id: base.id + 1, action: "expire", detail: { base: base.id } });
    const { from, events } = audit.sample(100);
    expect({ from, first: events[0].id }).toEqual({ from: base.id + 1, first: base.id + 1 });
    const path = join(maker.folder, "cut.trail");
    await audit.export(path, "chain");
    expect(await verifyTrailFile(path)).toMatchObject({ ok: true, faults: [] });
    await confirmed(table, { now: inYears(11) });
    expect(table.open.store.audit.base()!.id).toBeGreaterThan(base.id);
    expect(audit.verify()).toMatchObject({ ok: true, events: 1 });
  });

  test("is proven by checkpoints of what is kept, and by none of before", async () => {
    const { table, audit, before } = await cut();
    expect(audit.verify(before).faults).toEqual([expect.stringContaining("is before the part that is kept")]);
    const { id, hash, by, signature } = table.open.store.audit.head()!;
    const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
    const last = { ...before, id, hash: hex(hash), by, signature: hex(signature) };
    expect(audit.verify(last)).toMatchObject({ ok: true });
    audit.events();
    await confirmed(table, { now: inYears(11) });
    expect(audit.verify(last).faults).toEqual([expect.stringContaining("is before the part that is kept")]);
  });

  test("lets go of subjects that nothing names any more, and of no others", async () => {
    const { table } = await cut();
    const subjects = (): number => {
      const db = new DatabaseSync(table.path, { readOnly: true });
      const { n } = db.prepare("SELECT count(*) AS n FROM audit_subject").get() as { n: number };
      db.close();
      return n;
    };
    expect(subjects()).toBe(1);
    retention(table).set(null, "requests", "1y");
    new TableRights(table.open).close(1, "done");
    await confirmed(table, { now: inYears(11) });
    expect(subjects()).toBe(0);
  });

  test("shows that its beginning was taken off, or moved, by somebody who may not", async () => {
    const { table } = await cut();
    new TableAudit(table.open).events();
    const { ring, store } = table.open;
    const next = [...store.audit.rows()].at(1)!;
    const changed = (sql: string, ...values: (string | number | Uint8Array)[]): string => {
      const from = new DatabaseSync(table.path);
      from.exec("PRAGMA wal_checkpoint(TRUNCATE)");
      from.close();
      const path = join(maker.folder, `cut-${files++}.db`);
      copyFileSync(table.path, path);
      const db = new DatabaseSync(path);
      db.prepare(sql).run(...values);
      db.prepare("DELETE FROM audit WHERE id <= (SELECT id FROM audit_base)").run();
      db.close();
      return new TableAudit(maker.open(path).open).verify().faults.join();
    };
    expect(changed("DELETE FROM audit WHERE id = 0")).toBe("");
    expect(changed("DELETE FROM audit_base")).toContain("belongs");
    expect(changed("UPDATE audit_base SET hash = randomblob(32)")).toContain(
      "what the trail begins after is not signed",
    );
    // Whoever may sign can move the beginning, but only who may let events go can make an event of it.
    const signature = ring.sign(next.hash, baseContext(next.id));
    expect(changed("UPDATE audit_base SET id = ?, hash = ?, signature = ?", next.id, next.hash, signature)).toBe(
      "events were taken off the beginning of the trail, and no event tells of it",
    );
  });
});
