import { randomUUID } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";

import { KoppelError, LinkTable, verifyTrailFile } from "@koppel/core";
import { KeyringError, type KeyRing } from "@koppel/keyring";
import { PseudonymError } from "@koppel/pseudonym";
import { assert, asyncProperty, constantFrom, integer, nat } from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { Action } from "../packages/core/src/audit/actions.ts";
import type { DecidedPatient } from "../packages/core/src/store/link-store.ts";
import { expire } from "../packages/core/src/table/expiry.ts";
import { keepReport } from "../packages/core/src/table/kept-report.ts";
import { restrict } from "../packages/core/src/table/restriction.ts";
import { TableRights } from "../packages/core/src/table/rights.ts";
import { setTerm } from "../packages/core/src/table/terms.ts";
import { verifyTrail } from "../packages/core/src/table/trail-verification.ts";
import { csv, deliver, encrypted, type Sheet } from "./support/delivery.ts";
import { sheet, sheetOf } from "./support/patients.ts";
import { copyOf, PeopledTable } from "./support/principals.ts";
import { LUNG_TYPES, TableMaker, TYPES, type TestTable } from "./support/tables.ts";

let maker: TableMaker;
let table: PeopledTable;
let ring: KeyRing;
/** The table, all in one file. */
let whole: string;
let copies = 0;

type Row = Readonly<Record<string, unknown>>;

/** A byte somewhere, and what is done to it. */
const somewhere = nat();
const flip = integer({ min: 1, max: 255 });

beforeAll(async () => {
  maker = await TableMaker.start(1);
  table = await PeopledTable.make(maker);
  await live();
  ring = await table.ring("owner");
  whole = copyOf(table.path, "whole");
});
afterAll(async () => {
  await table.closeAll();
  await maker.close();
});

/** Rows of everything that the table keeps beside links, and a trail whose first events have gone. */
async function beside(): Promise<void> {
  const copy = maker.open(table.path, await table.ring("owner"));
  const { open } = copy;
  const { store } = open;
  setTerm(open, null, "trail", "5y");
  const now = new Date(Date.now() + 6 * 366 * 86_400_000);
  const { total: confirm } = await expire(open, { now, dryRun: true });
  await expire(open, { now, confirm });
  const at = new Date().toISOString();
  const sha256 = "0a".repeat(32);
  const [{ handle, partition }] = store.decisions()[0]!.parts[0]! as [DecidedPatient];
  const patient = { handle, partition };
  const fact = (action: Action, work: () => void): void => open.writing({ action }, work);
  fact("enquiry.make", () => {
    const asked = { id: "a question", case: 1, topic: "twin", patients: [patient] } as const;
    const enquiry = store.enquiries.add({ token: randomUUID(), provider: 1, at, sha256 }, [asked]);
    store.enquiries.answer(asked.id, "unknown", 1, null);
    store.enquiries.addAnswerFile({ enquiry, sha256, at, run: 1, refused: null });
  });
  fact("object", () => {
    const objection = store.objections.add({ registry: 1, provider: 1, run: 1, since: at, unlinked: false });
    store.objections.addTombstone({ objection, partition, sealed: new Uint8Array(40) });
    store.objections.addPatient(objection, patient);
  });
  const rights = new TableRights(open);
  const asking = { provider: "H1", records: [{ registry: "lung", provider: "H1", recordId: "H1-visit 3" }] };
  rights.open({ kind: "restriction", ...asking });
  await restrict(open, { request: 1, on: true, reason: "asked" }, {});
  rights.close(rights.open({ kind: "access", ...asking }).request, "refused", "no reason");
  fact("carry", () => {
    const carried = { registry: 1, from: 1, to: 2, run: 1, input: sha256, output: sha256, records: 5, values: 40 };
    store.addCarrying({ kind: "rewrap", ...carried });
  });
  keepReport(open, { persons: 60 });
  copy.close();
}

/** Something of everything: runs, decisions, one of them undone, cases, bridges, models, purposes, an erasure, looks and new keys. */
async function live(): Promise<void> {
  let files = 0;
  const path = (each: Sheet): string => deliver(maker.folder, `${files++}.csv`, each, csv(each));
  const lung = (provider: string, first: number, count: number): Sheet =>
    sheet("lung", provider, LUNG_TYPES, first, count);
  const corrected = { recordId: "corrected", mrn: "number-7", birthName: "Bakker", birthDate: "1962-05-05", sex: "M" };
  const heart = sheetOf("heart", "H1", TYPES, [{ ...corrected, eventDate: "2024-02-01" }]);
  const owner = await table.as("owner");
  await owner.link([path(lung("H1", 0, 60)), path(lung("H2", 20, 60))]);
  await owner.link([path(heart), path(encrypted(lung("H3", 30, 40), maker.ring))]);
  const openCase = (): number => owner.cases().find(({ kind }) => kind !== "bridge")!.id;
  await owner.decide(openCase(), "same", "one");
  await owner.decide(openCase(), "different", "two");
  await owner.undo((await owner.decide(openCase(), "different", "two")).id, "no");
  owner.setPurpose("C", "individual");
  await owner.calibrate();
  owner.useModel("default-1");
  await owner.relink();
  await beside();
  await owner.explain({ registry: "lung", provider: "H1", recordId: "H1-visit 1" });
  await owner.erase([{ registry: "lung", provider: "H1", recordId: "H1-visit 5" }]);
  await owner.keys.rotate("seal");
  await owner.rekey();
  expect(await owner.verify()).toMatchObject({ ok: true });
  expect(owner.audit.verify()).toMatchObject({ ok: true });
  await table.close(owner);
}

/** All that checking a copy of the table and its trail finds wrong. */
async function faults(path: string): Promise<string[]> {
  const told: string[] = [];
  const tell = async (check: (copy: TestTable) => Promise<readonly string[]>): Promise<void> => {
    try {
      const copy = maker.open(path, ring);
      told.push(...(await check(copy).finally(() => copy.close())));
    } catch (error) {
      if (!(error instanceof KoppelError || error instanceof PseudonymError)) throw error;
      told.push(`${error.code}: ${error.message}`);
    }
  };
  await tell(async (copy) => {
    const { checks } = await copy.verify();
    return checks.filter(({ ok }) => !ok).map(({ name, detail }) => `${name}: ${detail}`);
  });
  await tell(async ({ open }) => verifyTrail(open).faults);
  return told;
}

/** A copy of the table, changed past Koppel; undefined where the file does not take that. */
function changed(sql: string, ...values: unknown[]): string | undefined {
  const path = join(maker.folder, `copy-${copies++}.db`);
  copyFileSync(whole, path);
  const db = new DatabaseSync(path, { enableForeignKeyConstraints: false });
  try {
    db.prepare(sql).run(...(values as SQLInputValue[]));
    return path;
  } catch {
    return undefined;
  } finally {
    db.close();
  }
}

/** What is found wrong in a copy of the table that was changed; undefined where the file does not take that. */
async function whenChanged(sql: string, ...values: unknown[]): Promise<string | undefined> {
  const path = changed(sql, ...values);
  if (path === undefined) return undefined;
  const found = await faults(path);
  rmSync(path);
  return found.join("\n");
}

/** The same where a value of a row is another. */
function whenAltered(from: string, row: Row, column: string, value: unknown): Promise<string | undefined> {
  return whenChanged(`UPDATE ${from} SET "${column}" = ? WHERE ${isRow(row)}`, value, ...Object.values(row));
}

function isRow(row: Row): string {
  return Object.keys(row)
    .map((key) => `"${key}" IS ?`)
    .join(" AND ");
}

function rowsOf(from: string, where = "true"): Row[] {
  const db = new DatabaseSync(whole, { readOnly: true });
  const rows = db.prepare(`SELECT * FROM ${from} WHERE ${where}`).all();
  db.close();
  return rows;
}

/** A value that is another: a byte of it changed, or a number far from those that there are, so that no key stands twice. */
function another(value: unknown, at: number, by: number): unknown {
  if (value === null) return 1;
  if (typeof value === "number") return value + 1000 + by;
  if (value instanceof Uint8Array) {
    const bytes = Uint8Array.from(value.length === 0 ? [0] : value);
    bytes[at % bytes.length]! ^= by;
    return bytes;
  }
  const text = String(value);
  const place = at % Math.max(1, text.length);
  return `${text.slice(0, place)}${text[place] === "7" ? "8" : "7"}${text.slice(place + 1)}`;
}

describe("one changed byte is told, and where", () => {
  test("of a key ring", async () => {
    const whole = readFileSync(table.ringPath);
    const path = join(maker.folder, "altered.json");
    await assert(
      asyncProperty(somewhere, flip, async (at, by) => {
        const changed = Buffer.from(whole);
        changed[at % whole.length]! ^= by;
        writeFileSync(path, changed);
        const error = await table.ring("owner", path).catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(KeyringError);
        expect(error).toMatchObject({
          code: expect.stringMatching(/RING_TAMPERED|RING_FORMAT|WRONG_SECRET/),
          message: expect.stringContaining(path),
        });
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ["segment", "evidence", (row: Row) => `evidence|${row["partition"]}|${row["run"]}`],
    ["segment", "records", (row: Row) => `records|${row["partition"]}|${row["run"]}`],
    ["segment", "record_ids", (row: Row) => `record_ids|${row["partition"]}|${row["run"]}`],
    ["partition", "assignment", (row: Row) => `assignment|${row["partition"]}|${row["run"]}`],
    ["partition", "roster", (row: Row) => `roster|${row["partition"]}|${row["run"]}`],
    ["record_keys", "sealed", (row: Row) => `record-keys|${row["delivery"]}`],
  ])("of sealed contents: %s, %s", async (from, column, place) => {
    const rows = rowsOf(from);
    await assert(
      asyncProperty(nat(rows.length - 1), somewhere, flip, async (i, at, by) => {
        const row = rows[i]!;
        const told = await whenAltered(from, row, column, another(row[column], at, by));
        expect(told).toContain(place(row));
      }),
      { numRuns: 20 },
    );
  });

  test("of an event", async () => {
    const rows = rowsOf("audit");
    await assert(
      asyncProperty(
        nat(rows.length - 1),
        constantFrom("event", "hash", "signature", "at", "by"),
        somewhere,
        flip,
        async (i, column, at, by) => {
          const row = rows[i]!;
          const told = await whenAltered("audit", row, column, another(row[column], at, by));
          expect(told).toContain(`event ${row["id"]} `);
        },
      ),
      { numRuns: 20 },
    );
  });

  test("of an exported trail", async () => {
    const file = join(maker.folder, "trail.ndjson");
    const owner = await table.as("owner");
    await owner.audit.export(file, "chain");
    await table.close(owner);
    const whole = readFileSync(file);
    await assert(
      asyncProperty(somewhere, flip, async (at, by) => {
        const changed = Buffer.from(whole);
        changed[at % whole.length]! ^= by;
        writeFileSync(file, changed);
        const { ok } = await verifyTrailFile(file).catch((error: unknown) => {
          expect(error).toMatchObject({ code: "BAD_TRAIL", message: expect.stringContaining(file) });
          return { ok: false };
        });
        expect(ok).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  test("of a backup", async () => {
    const folder = join(maker.folder, "backup");
    mkdirSync(folder);
    const [backup, from, path] = ["whole.db", "altered.db", "restored.db"].map((name) => join(folder, name));
    const owner = await table.as("owner");
    await owner.backup(backup!);
    await table.close(owner);
    const parts = ["", ".manifest.json"].map((suffix) => readFileSync(backup! + suffix));
    for (const suffix of ["", ".manifest.json"]) copyFileSync(backup! + suffix, from! + suffix);
    const before = readdirSync(folder);
    await assert(
      asyncProperty(constantFrom(0, 1), somewhere, flip, async (part, at, by) => {
        const file = from! + (part === 0 ? "" : ".manifest.json");
        const changed = Buffer.from(parts[part]!);
        changed[at % changed.length]! ^= by;
        writeFileSync(file, changed);
        const error = await LinkTable.restore({ from: from!, path: path!, ring }).catch((thrown: unknown) => thrown);
        writeFileSync(file, parts[part]!);
        expect(error).toBeInstanceOf(KoppelError);
        expect(error).toMatchObject({
          code: expect.stringMatching(/BACKUP_ALTERED|RING_MISMATCH/),
          file: expect.stringContaining(from!),
        });
        expect(readdirSync(folder)).toEqual(before);
      }),
      { numRuns: 60 },
    );
    expect(existsSync(path!)).toBe(false);
    expect(await LinkTable.restore({ from: from!, path: path!, ring })).toMatchObject({ fault: null });
  });
});

/** By table: what a check says of it when a row of it is altered. */
const TOLD: Readonly<Record<string, RegExp>> = {
  setup: /^facts: |TABLE_DAMAGED|RING_MISMATCH/m,
  generation: /^facts: .*setup|TABLE_DAMAGED|RING_OLDER/m,
  setting: /^facts: .*settings/m,
  registry: /^facts: .*registries/m,
  provider: /^facts: .*providers/m,
  model: /^facts: .*models/m,
  run: /^facts: .*runs/m,
  delivery: /^facts: .*deliveries/m,
  decision: /^facts: .*decisions/m,
  decision_patient: /^facts: .*decisions/m,
  enquiry: /^facts: .*enquiries/m,
  question: /^facts: .*enquiries/m,
  question_patient: /^facts: .*enquiries/m,
  answer_file: /^facts: .*enquiries/m,
  objection: /^facts: .*objections/m,
  tombstone: /^facts: .*objections/m,
  objection_patient: /^facts: .*objections/m,
  // The next numbers of objections and requests, which are never given twice.
  sqlite_sequence: /^facts: .*(objections|requests)/m,
  request: /^facts: .*requests/m,
  request_subject: /^facts: .*requests/m,
  request_patient: /^facts: .*requests/m,
  carrying: /^facts: .*carryings/m,
  kept_report: /^facts: .*reports/m,
  record_keys: /^deliveries: /m,
  part_key: /^(seals|deliveries): /m,
  segment: /^(seals|counts): /m,
  partition: /^(seals|counts): /m,
  person_event: /^history: /m,
  bridge: /^bridges: /m,
  cases: /^cases: /m,
  case_person: /^cases: /m,
  audit: /^event \d+ /m,
  audit_head: /end of the trail|the trail ends/,
  audit_base: /what the trail begins after|off the beginning of the trail/,
  audit_subject: /subjects of events whose keys/,
};

/** Rows on which something rests, where it is not all of them: of cases those that are asked, of generations the one in force. */
const CHECKED: Readonly<Record<string, string>> = {
  cases: "state = 'open'",
  case_person: "cases IN (SELECT id FROM cases WHERE state = 'open')",
  generation: "id = (SELECT CAST(value AS INTEGER) FROM setup WHERE key = 'generation')",
};

/** Columns on which nothing rests. */
const IDLE = [
  // Names of rows that nothing refers to, or that the file itself keeps together.
  "person_event.id",
  "cases.id",
  "audit_head.one",
  "audit_base.one",
  "kept_report.one",
  // When a case was asked first.
  "cases.run",
];

test("every column of the link table's file is vouched for by something, and a check names what was altered", async () => {
  const db = new DatabaseSync(whole, { readOnly: true });
  const columns = db
    .prepare(
      `SELECT t.name AS "from", c.name AS "column" FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table'`,
    )
    .all() as { from: string; column: string }[];
  db.close();
  expect(columns.length).toBeGreaterThan(80);
  const tried: string[] = [];
  for (const { from, column } of columns.filter((each) => !IDLE.includes(`${each.from}.${each.column}`))) {
    const rows = rowsOf(from, CHECKED[from]);
    await assert(
      asyncProperty(nat(rows.length - 1), somewhere, flip, async (i, at, by) => {
        const told = await whenAltered(from, rows[i]!, column, another(rows[i]![column], at, by));
        if (told === undefined) return;
        tried.push(`${from}.${column}`);
        expect({ from, column, told }).toEqual({
          from,
          column,
          told: expect.stringMatching(TOLD[from]!),
        });
      }),
      { numRuns: 5 },
    );
  }
  // Some of those that are keys cannot be another without breaking what the file itself keeps together.
  const names = columns.map(({ from, column }) => `${from}.${column}`).filter((name) => !IDLE.includes(name));
  expect(names.filter((name) => !tried.includes(name))).toEqual([]);
});

test("every row that is taken out is missed", async () => {
  for (const [from, told] of Object.entries(TOLD)) {
    // A subject of events that is gone is as one that was erased.
    if (from === "audit_subject") continue;
    const rows = rowsOf(from, CHECKED[from]);
    const row = rows[Math.floor(rows.length / 2)]!;
    const found = await whenChanged(`DELETE FROM ${from} WHERE ${isRow(row)}`, ...Object.values(row));
    expect({ from, found }).toEqual({
      from,
      found: expect.stringMatching(from === "setup" ? /facts|TABLE_DAMAGED/ : told),
    });
  }
});

test("what was altered stays told when somebody goes on with the table", async () => {
  const path = changed("UPDATE setting SET value = 'report' WHERE name = 'purpose C'")!;
  const before = (await faults(path)).join();
  expect(before).toContain("settings");
  const owner = await table.as("owner", path);
  owner.cases();
  const { id } = owner.audit.checkpoint();
  owner.addProvider("H8");
  const { faults: told } = owner.audit.verify();
  expect(told).toEqual([`event ${id}: the settings had been altered outside Koppel before it`]);
  await table.close(owner);
});
