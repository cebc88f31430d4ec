import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import { encryptColumn } from "@koppel/keyring";
import { toBase64url, toHex } from "@koppel/pseudonym";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { AccessFile } from "../packages/core/src/table/access.ts";
import { TableAudit } from "../packages/core/src/table/audit.ts";
import { setHold } from "../packages/core/src/table/legal-hold.ts";
import { keysOf, textsOf } from "../packages/core/src/table/lookup.ts";
import type { NewRequest } from "../packages/core/src/table/requests.ts";
import type { RecordName } from "../packages/core/src/table/results.ts";
import { restrict } from "../packages/core/src/table/restriction.ts";
import { TableRights } from "../packages/core/src/table/rights.ts";
import { csv, deliver, type Sheet } from "./support/delivery.ts";
import { sheet, sheetOf } from "./support/patients.ts";
import { segmentContent } from "./support/segments.ts";
import { LUNG_TYPES, TableMaker, TYPES, type TestTable } from "./support/tables.ts";

const maker = await TableMaker.start(2);
afterAll(() => maker.close());

const coded = (code: string): unknown => expect.objectContaining({ code });
const on = (day: string): (() => Date) => {
  const moment = new Date(`${day}T12:00:00Z`);
  return () => moment;
};
const rights = (table: TestTable, day = "2027-03-10"): TableRights => new TableRights(table.open, on(day));
const name = (provider: string, recordId: string, registry = "lung"): RecordName => ({ registry, provider, recordId });

describe("a request", () => {
  const record = name("H1", "a record");
  const request: NewRequest = { kind: "correction", provider: "H1", records: [record] };

  test("is due in four weeks, and late after a month", () => {
    const table = maker.make();
    expect(rights(table).open(request)).toMatchObject({
      request: 1,
      provider: "H1",
      state: "open",
      received: "2027-03-10T12:00:00.000Z",
      target: "2027-04-07",
      limit: "2027-04-10",
      daysLeft: 28,
      late: null,
    });
    const received = new Date("2027-02-01T00:00:00Z");
    rights(table).open({ kind: "objection", provider: "H2", received });
    const listed = (day: string): unknown[] =>
      rights(table, day)
        .requests()
        .map(({ daysLeft, late }) => [daysLeft, late]);
    expect(listed("2027-03-10")).toEqual([
      [28, null],
      [-9, "limit"],
    ]);
    expect(listed("2027-04-08")[0]).toEqual([-1, "target"]);
    rights(table, "2027-04-07").close(1, "done");
    expect(rights(table, "2028-01-01").requests()).toMatchObject([
      { state: "done", daysLeft: 0, late: null, closed: { reason: null, at: "2027-04-07T12:00:00.000Z" } },
      { state: "open", late: "limit" },
    ]);
  });

  test("ends once, and is refused with a reason only", () => {
    const table = maker.make();
    const own = rights(table);
    own.open(request);
    expect(() => own.close(1, "refused")).toThrow(coded("REASON_MISSING"));
    expect(() => own.close(2, "done")).toThrow(coded("REQUEST_NOT_FOUND"));
    const by = table.open.ring.principal.name;
    expect(own.close(1, "refused", "not a patient of H1")).toMatchObject({
      state: "refused",
      closed: { by, reason: "not a patient of H1" },
    });
    expect(() => own.close(1, "done")).toThrow(coded("REQUEST_CLOSED"));
  });

  test.each<[string, Partial<NewRequest>]>([
    ["BAD_REQUEST", { kind: "portability" }],
    ["BAD_REQUEST", { received: new Date("2027-03-11T12:00:00Z") }],
    ["UNKNOWN_PROVIDER", { provider: "H9" }],
    ["UNKNOWN_REGISTRY", { records: [name("H1", "a record", "knee")] }],
    ["OTHER_PROVIDER", { records: [name("H2", "a record")] }],
  ])("is not taken with %s", (code, wrong) => {
    const table = maker.make();
    expect(() => rights(table).open({ ...request, ...wrong })).toThrow(coded(code));
    expect(rights(table).requests()).toEqual([]);
  });

  test("leaves events, and says in none of its rows what it is about", () => {
    const table = maker.make();
    const own = rights(table);
    own.open(request);
    own.requests();
    own.close(1, "done");
    expect(() => own.close(1, "done")).toThrow(coded("REQUEST_CLOSED"));
    const audit = new TableAudit(table.open);
    const events = audit.events({ action: "request" });
    expect(events.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
      "request.open done",
      "request.list done",
      "request.close done",
      "request.close refused",
    ]);
    const [opened] = events;
    const types = opened.objects.map(({ type }) => type);
    expect(types).toEqual(["request", "provider", "subject"]);
    const [row] = table.open.store.requests.all();
    const [key] = audit.subjects(opened);
    expect(key).toMatch(/^[0-9a-f]{32}$/);
    expect(table.open.trail.subjects.open(row.subjects[0])).toBe(key);
    expect(JSON.stringify([row, events])).not.toMatch(new RegExp(`${key}|${record.recordId}`));
    expect(audit.verify()).toMatchObject({ ok: true });
  });
});

describe("access", () => {
  const sheets: Sheet[] = [
    sheet("lung", "H1", LUNG_TYPES, 0, 40),
    sheet("lung", "H2", LUNG_TYPES, 20, 40),
    sheet("heart", "H2", TYPES, 20, 10),
  ];
  let table: TestTable;
  let files = 0;
  const out = (): string => join(maker.folder, `access-${files++}.json`);
  /** A record of H1 whose person H2 has records of in both registries, and all records of the person. */
  let record: RecordName;
  let person: string[];
  const textOf = ({ registry, provider, recordId }: RecordName): string => `${registry} ${provider} ${recordId}`;
  const ask = (of: RecordName, kind = "access"): number =>
    rights(table).open({ kind, provider: of.provider, records: [of] }).request;

  beforeAll(async () => {
    table = maker.make();
    await table.link(sheets.map((each, i) => deliver(maker.folder, `access-${i}.csv`, each, csv(each))));
    person = table
      .content()
      .persons.find((own) =>
        ["lung H1", "lung H2", "heart H2"].every((party) => own.some((of) => of.startsWith(party))),
      )!;
    record = name("H1", person.find((of) => of.startsWith("lung H1"))!.slice("lung H1 ".length));
  });

  test("tells the provider's own records, and of others no more than their names", async () => {
    const path = out();
    const request = ask(record);
    await rights(table).access(record, request, path);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const text = readFileSync(path, "utf8");
    const told = JSON.parse(text) as AccessFile;
    const { patients } = await table.explain(record);
    expect(told.records.items.map(({ recordId }) => `lung:H1:${recordId}`)).toEqual(
      patients[0].records.map((each) => each.record),
    );
    const runs = table.open.store.runs();
    expect(told.records.items[0]).toMatchObject({ delivered: runs[0].finished, date: patients[0].records[0].date });
    expect(told.records.items[0].types).toEqual(["MRN", ...patients[0].records[0].types]);
    const own = new Set(told.records.items.map(({ recordId }) => textOf(name("H1", recordId))));
    const parties = new Set(person.filter((each) => !own.has(each)).map((each) => each.split(" ").slice(0, 2).join()));
    expect(new Set(told.links.items.map(({ registry, provider }) => `${registry},${provider}`))).toEqual(parties);
    expect(told.links).toMatchObject({ linked: true, since: runs[0].finished, model: "default-1" });
    for (const { by } of told.links.items) expect(by).toContainEqual({ rule: "link", class: expect.any(String) });
    expect(told.requests.items).toMatchObject([{ request, kind: "access", state: "open" }]);
    for (const section of Object.values(told))
      if (typeof section === "object") expect(section).toMatchObject({ meaning: expect.stringMatching(/\.$/) });

    for (const each of sheets)
      for (const { recordId, mrn, values } of each.records) {
        // Of its own provider an id may begin as another does.
        if (each.provider !== "H1") expect(text).not.toContain(recordId);
        else if (!own.has(textOf(name("H1", recordId)))) expect(text).not.toContain(`"${recordId}"`);
        for (const [t, value] of [mrn, ...values].entries()) {
          if (value === null) continue;
          const type = ["MRN", ...each.types][t];
          const stored = encryptColumn(maker.ring.typeKey("link", 1, type), value);
          for (const form of [toHex, toBase64url])
            for (const made of [value, stored]) expect(text).not.toContain(form(made));
        }
      }
    expect(text).not.toMatch(/person"|"handle|"owns/);
  });

  test("tells decisions, questions, objections and requests of the patient, and of nobody else", async () => {
    const { cases, persons } = table.numbers();
    const { recordId } = record;
    const [other] = [...persons.keys()].filter((of) => of.startsWith("lung H1") && !person.includes(of));
    const { id } = await table.decide([record, name("H1", other.slice("lung H1 ".length))], "different");
    await table.undo(id);
    const asked = cases.find((each) =>
      [...persons].some(([of, own]) => of.startsWith("lung H1") && each.persons.includes(own)),
    )!;
    const [of] = [...persons].find(([each, own]) => each.startsWith("lung H1") && asked.persons.includes(own))!;
    const [first, second] = [record, name("H1", of.slice("lung H1 ".length))];
    const told = await rights(table).access(first, ask(first), out());
    const roles = table.open.ring.principal.roles;
    expect(told.decisions.items).toMatchObject([{ decision: id, verdict: "different", undone: expect.any(String) }]);
    expect(told.decisions.items[0].roles.every((role) => roles.includes(role as (typeof roles)[number]))).toBe(true);
    const questions = (await rights(table).access(second, ask(second), out())).questions.items;
    expect(questions).toContainEqual({ since: expect.any(String), asked: false });
    expect(Object.keys(questions[0])).toEqual(["since", "asked"]);
    expect(told.records.items.map((each) => each.recordId)).toContain(recordId);
  });

  test.each<[string, (of: RecordName) => number]>([
    ["REQUEST_NOT_FOUND", () => 1000],
    ["OTHER_REQUEST", (of) => ask(of, "erasure")],
    ["OTHER_REQUEST", (of) => ask(name("H2", of.recordId))],
    ["OTHER_REQUEST", (of) => ask({ ...of, recordId: `${of.recordId}0` })],
    [
      "REQUEST_CLOSED",
      (of) => {
        const request = ask(of);
        rights(table).close(request, "done");
        return request;
      },
    ],
  ])("is refused with %s, and leaves no file", async (code, request) => {
    const before = readdirSync(maker.folder).length;
    await expect(rights(table).access(record, request(record), out())).rejects.toThrow(coded(code));
    expect(readdirSync(maker.folder)).toHaveLength(before);
    const last = new TableAudit(table.open).events({ action: "access" }).at(-1);
    expect(last).toMatchObject({ outcome: "refused", detail: { code } });
  });

  test("overwrites nothing", async () => {
    const path = out();
    const request = ask(record);
    await rights(table).access(record, request, path);
    await expect(rights(table).access(record, request, path)).rejects.toThrow(coded("FILE_EXISTS"));
  });
});

describe("erasure as a patient asks", () => {
  const nobodyElse = { birthName: "Zonderling", birthDate: "1933-03-03", sex: "V", givenNames: "Zoe" };
  const visits = ["1", "2"].map((recordId) => ({ ...nobodyElse, mrn: "zoe", recordId, eventDate: "2024-01-01" }));
  const own = sheetOf("lung", "H1", LUNG_TYPES, visits);
  const others = sheet("lung", "H1", LUNG_TYPES, 0, 20);
  const records = visits.map(({ recordId }) => name("H1", recordId));

  async function asked(kind = "erasure"): Promise<{ table: TestTable; request: number }> {
    const table = maker.make();
    await table.link([own, others].map((each, i) => deliver(maker.folder, `erase-${i}.csv`, each, csv(each))));
    return { table, request: rights(table).open({ kind, provider: "H1", records }).request };
  }

  test("leaves nothing of the records, and in the trail only that it was done", async () => {
    const { table, request } = await asked();
    const { ring, setup } = table.open;
    const kept = [...own.types.keys()].flatMap((t) => {
      const value = own.records[0].values[t];
      return value === null ? [] : [toHex(encryptColumn(ring.typeKey("link", setup.linkVersion, own.types[t]), value))];
    });
    const keys = textsOf(keysOf(records));
    const gone = [...kept, ...keys];
    const before = segmentContent(table);
    expect(gone.filter((value) => !before.values.has(value))).toEqual([]);
    expect(before.recordIds).toContain("1");

    const trial = await table.erase(records, { request, reason: "she asks", dryRun: true });
    expect(trial).toMatchObject({ records: 2, localPatients: 1, dryRun: true });
    expect(segmentContent(table)).toEqual(before);
    expect(await table.erase(records, { request, reason: "she asks" })).toMatchObject({ records: 2, localPatients: 1 });
    const after = segmentContent(table);
    expect(gone.filter((value) => after.values.has(value))).toEqual([]);
    expect(after.recordIds).toEqual(new Set(others.records.map(({ recordId }) => recordId)));
    expect((await table.verify()).checks.filter(({ ok }) => !ok)).toEqual([]);

    const audit = new TableAudit(table.open);
    const events = audit.events();
    const erase = events.find(({ action }) => action === "erase")!;
    expect(erase.objects.map(({ type, id }) => `${type} ${id}`)).toEqual(["run 2", `request ${request}`]);
    expect(erase.detail).toEqual({ records: 2, localPatients: 1, reason: "she asks" });
    expect(events.flatMap((event) => audit.subjects(event))).toEqual([undefined, undefined]);
    expect(rights(table).requests()).toMatchObject([{ state: "open", records: 2, erased: 2 }]);
  });

  test.each<[string, string, RecordName[]]>([
    ["OTHER_REQUEST", "access", records],
    ["OTHER_REQUEST", "erasure", [...records, name("H1", others.records[0].recordId)]],
    ["LEGAL_HOLD", "erasure", records],
  ])("is refused with %s, and nothing is gone", async (code, kind, which) => {
    const { table, request } = await asked(kind);
    if (code === "LEGAL_HOLD") setHold(table.open, "lung", true, "a lawsuit");
    const before = segmentContent(table);
    await expect(table.erase(which, { request, reason: "she asks" })).rejects.toThrow(coded(code));
    expect(segmentContent(table)).toEqual(before);
  });
});

describe("restriction", () => {
  const sheets = ["H1", "H2"].map((provider) => sheet("lung", provider, LUNG_TYPES, 0, 40));

  test("keeps the patient out of all links, what comes later too, until it is lifted", async () => {
    const table = maker.make();
    const paths = sheets.map((each, i) => deliver(maker.folder, `restrict-${i}.csv`, each, csv(each)));
    await table.link(paths);
    const before = table.content();
    const [linked] = before.persons.filter((person) => ["H1", "H2"].every((of) => person.join().includes(of)));
    const own = name("H1", linked.find((of) => of.startsWith("lung H1"))!.slice("lung H1 ".length));
    const open = (kind: string, records: RecordName[]): number =>
      rights(table).open({ kind, provider: "H1", records }).request;
    const request = open("restriction", [own]);
    const reason = "disputed";
    await expect(restrict(table.open, { request: open("access", [own]), on: true, reason }, {})).rejects.toThrow(
      coded("OTHER_REQUEST"),
    );
    const nobody = open("restriction", [name("H1", "nobody")]);
    await expect(restrict(table.open, { request: nobody, on: true, reason }, {})).rejects.toThrow(
      coded("NOTHING_TO_RESTRICT"),
    );
    expect(await restrict(table.open, { request, on: true, reason }, {})).toMatchObject({ localPatients: 1 });
    const { patients } = await table.explain(own);
    expect(patients).toHaveLength(1);
    expect(rights(table).requests()[0]).toMatchObject({ state: "open", restricted: 1 });
    await table.relink();
    const later = sheet("lung", "H3", LUNG_TYPES, 0, 40);
    await table.link([deliver(maker.folder, "later.csv", later, csv(later))]);
    expect((await table.explain(own)).patients).toHaveLength(1);
    expect((await table.verify()).checks.filter(({ ok }) => !ok)).toEqual([]);

    rights(table).close(request, "done");
    await restrict(table.open, { request, on: false, reason: "settled" }, {});
    const never = maker.make();
    await never.link([...paths, join(maker.folder, "later.csv")]);
    expect(table.content()).toEqual(never.content());
    expect(rights(table).requests()[0]).toMatchObject({ state: "done", restricted: 0 });
  });
});
