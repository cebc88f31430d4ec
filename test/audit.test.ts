import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { KoppelError, LinkTable, readCheckpoint, verifyTrailFile } from "@koppel/core";
import { KeyRing, type Role, type RootSecret } from "@koppel/keyring";
import { assert, asyncProperty, constantFrom, integer, nat } from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { csv, deliver } from "./support/delivery.ts";
import { sheet } from "./support/patients.ts";
import { LUNG_TYPES, TableMaker } from "./support/tables.ts";

let maker: TableMaker;
let delivery: string;
const secrets = new Map<string, RootSecret>();
const opened: LinkTable[] = [];
const coded = (code: string): unknown => expect.objectContaining({ code });

beforeAll(async () => {
  maker = await TableMaker.start(1);
  const first = sheet("lung", "H1", LUNG_TYPES, 0, 80);
  const second = sheet("lung", "H2", LUNG_TYPES, 40, 80);
  delivery = deliver(maker.folder, "h1.csv", first, csv(first));
  deliver(maker.folder, "h2.csv", second, csv(second));
  for (const name of ["anna", "otto", "cas", "ada", "ana"]) {
    const keyFile = join(maker.folder, `${name}.key`);
    writeFileSync(keyFile, Buffer.alloc(32, name));
    secrets.set(name, { keyFile });
  }
});
afterAll(async () => {
  for (const table of opened) await table.close();
  await maker.close();
});

/** A table with its own copy of the ring, so that tests do not change each other's, with a principal for each role. */
async function tableWithPrincipals(): Promise<{
  path: string;
  as: (name: string, file?: string) => Promise<LinkTable>;
}> {
  const { path } = maker.make();
  const ring = `${path}.ring`;
  copyFileSync(join(maker.folder, "keys", "ring.json"), ring);
  const owner = { keyFile: join(maker.folder, "keys", "secret") };
  const as = async (name: string, file = path): Promise<LinkTable> => {
    const secret = name === "owner" ? owner : secrets.get(name)!;
    const table = LinkTable.open({ path: file, ring: await KeyRing.open(ring, secret), threads: 1 });
    opened.push(table);
    return table;
  };
  const table = await as("owner");
  const roles = { anna: "reviewer", otto: "operator", cas: "custodian", ada: "auditor", ana: "analyst" };
  for (const [name, role] of Object.entries(roles))
    await table.keys.addPrincipal({ name, roles: [role as Role] }, secrets.get(name)!);
  return { path, as };
}

const record = { registry: "lung", provider: "H1", recordId: "lung-H1-0" };

describe("the audit trail", () => {
  test("tells who did and saw what, in what role, and what was refused", async () => {
    const { as } = await tableWithPrincipals();
    const otto = await as("otto");
    const { recordId } = await linkedRecord(otto);
    const subject = { ...record, recordId };
    const anna = await as("anna");
    await anna.explain(subject);
    await expect(anna.explain({ ...subject, recordId: "nobody" })).rejects.toThrow(coded("RECORD_NOT_FOUND"));
    await expect(anna.link([join(maker.folder, "h2.csv")])).rejects.toThrow(coded("NOT_GRANTED"));
    await otto.link([join(maker.folder, "h2.csv")], { dryRun: true });
    const ada = await as("ada");
    const events = ada.audit.events();
    const told = events.map(({ by, roles, action, outcome }) => `${by} (${roles.join()}) ${action} ${outcome}`);
    const all = "operator,reviewer,custodian,auditor,analyst,provider";
    expect(told.filter((line) => line.startsWith("owner")).slice(-5)).toEqual(
      Array.from({ length: 5 }, () => `owner (${all}) principal.add done`),
    );
    expect(told.filter((line) => !line.startsWith("owner"))).toEqual([
      "otto (operator) link done",
      "anna (reviewer) look done",
      "anna (reviewer) look refused",
      "anna (reviewer) link refused",
    ]);
    const link = events.find(({ action }) => action === "link")!;
    expect(link).toMatchObject({ objects: [{ type: "run", id: "1" }], detail: { accepted: 80, persons: 60 } });
    expect(JSON.stringify(events)).not.toContain(recordId);
    expect(ada.audit.events({ action: "audit", last: 1 })).toMatchObject([{ by: "ada", action: "audit.show" }]);
    expect(ada.audit.verify()).toMatchObject({ ok: true, faults: [] });
    const owner = await as("owner");
    const { ok, events: count, proven } = owner.audit.verify();
    expect({ ok, proven }).toEqual({ ok: true, proven: count });
  });

  test("lets an auditor read the trail and nothing else, and a reviewer review and nothing else", async () => {
    const { as } = await tableWithPrincipals();
    const otto = await as("otto");
    await otto.link([delivery]);
    const refused = coded("NOT_GRANTED");
    const ada = await as("ada");
    await expect(ada.status()).rejects.toThrow(refused);
    await expect(ada.link([join(maker.folder, "h2.csv")])).rejects.toThrow(refused);
    await expect(ada.explain(record)).rejects.toThrow(refused);
    expect(() => ada.cases()).toThrow(refused);
    expect(() => ada.decisions()).toThrow(refused);
    const anna = await as("anna");
    expect((await anna.status()).records).toBe(80);
    const [asked] = anna.cases();
    const decision = await anna.decide(asked!.id, "same", "seen by anna");
    expect(decision).toMatchObject({ by: "anna", case: asked!.id });
    await anna.undo(decision.id, "not so sure");
    expect(() => anna.addProvider("H9")).toThrow(refused);
    expect(() => anna.setPurpose("C", "individual")).toThrow(refused);
    expect(() => anna.addRegistry({ name: "knee", types: LUNG_TYPES })).toThrow(refused);
    expect(() => anna.useModel(anna.model().version)).toThrow(refused);
    await expect(anna.keys.rotate("lung")).rejects.toThrow(refused);
    await expect(anna.relink()).rejects.toThrow(refused);
    expect(anna.providers().map(({ name }) => name)).toEqual(["H1", "H2", "H3"]);
    await expect(otto.keys.rotate("lung")).rejects.toThrow(refused);
    expect(() => otto.addRegistry({ name: "knee", types: LUNG_TYPES })).toThrow(refused);
    otto.addProvider("H9");
    otto.keepReport({ persons: 60 });
    const ana = await as("ana");
    expect(ana.keptReport()).toMatchObject({ report: { persons: 60 } });
    expect(() => anna.keptReport()).toThrow(refused);
    expect(() => ana.keepReport({ persons: 61 })).toThrow(refused);
    expect(() => ana.cases()).toThrow(refused);
    expect(() => ana.audit.events()).toThrow(refused);
    await expect(ana.status()).rejects.toThrow(refused);
    const cas = await as("cas");
    cas.addRegistry({ name: "knee", types: LUNG_TYPES });
    expect((await cas.keys.rotate("lung")).primary).toBe(2);
    expect(cas.audit.verify()).toMatchObject({ ok: true });
  });

  test("shows every changed byte, and rows taken out, swapped, repeated or cut off", async () => {
    const { path, as } = await tableWithPrincipals();
    const owner = await as("owner");
    await owner.link([delivery]);
    owner.cases();
    await close(owner);
    const rows = rowsOf(path);
    let copies = 0;
    const copy = (): string => copyOf(path, `copy-${copies++}`);
    const verify = async (file = copy()): Promise<readonly string[]> => {
      const table = await as("ada", file);
      const { faults } = table.audit.verify();
      await close(table);
      return faults;
    };
    expect(await verify()).toEqual([]);
    const change = async (sql: string, ...values: (string | number | Uint8Array)[]): Promise<readonly string[]> => {
      const file = copy();
      const db = new DatabaseSync(file);
      db.prepare(sql).run(...values);
      db.close();
      return verify(file);
    };
    await assert(
      asyncProperty(
        nat(rows - 1),
        constantFrom("event", "hash", "signature"),
        nat(),
        integer({ min: 1, max: 255 }),
        async (row, column, at, flip) => {
          const db = new DatabaseSync(path);
          const { bytes } = db.prepare(`SELECT ${column} AS bytes FROM audit WHERE id = ?`).get(row + 1) as {
            bytes: Uint8Array;
          };
          db.close();
          bytes[at % bytes.length] ^= flip;
          const faults = await change(`UPDATE audit SET ${column} = ? WHERE id = ?`, bytes, row + 1);
          expect(faults.some((fault) => fault.includes(`event ${row + 1} `))).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
    expect((await change("UPDATE audit SET at = '2020-01-01T00:00:00.000Z' WHERE id = 3")).join()).toContain(
      "event 3 was altered",
    );
    expect((await change("UPDATE audit SET by = 'anna' WHERE id = 2")).join()).toContain("event 2 was altered");
    expect((await change("DELETE FROM audit WHERE id = 3")).join()).toContain("event 4 stands where event 3 belongs");
    expect((await change("DELETE FROM audit WHERE id = ?", rows)).join()).toContain(`signed to end at event ${rows}`);
    expect((await change("DELETE FROM audit_head")).join()).toContain("the signed end of the trail is missing");
    expect((await change("UPDATE audit_head SET id = id - 1")).join()).toContain("not signed");
    expect(
      (await change("UPDATE audit SET id = CASE id WHEN 2 THEN -3 ELSE -2 END WHERE id IN (2, 3)")).length,
    ).toBeGreaterThan(0);
    expect(await verify()).toEqual([]);
  });

  test("can be checked away from the table, and a checkpoint shows that an older table was put back", async () => {
    const { path, as } = await tableWithPrincipals();
    const owner = await as("owner");
    await owner.link([delivery]);
    await close(owner);
    const older = copyOf(path, "older");
    const again = await as("owner");
    again.cases();
    const file = `${path}.trail`;
    const events = await again.audit.export(file, "chain");
    const checkpoint = `${path}.checkpoint`;
    writeFileSync(checkpoint, JSON.stringify(again.audit.checkpoint()));
    expect(again.audit.verify(readCheckpoint(checkpoint))).toMatchObject({ ok: true });
    const found = await verifyTrailFile(file);
    expect(found).toMatchObject({ ok: true, events, faults: [] });
    const text = readFileSync(file);
    await assert(
      asyncProperty(nat(text.length - 1), integer({ min: 1, max: 255 }), async (at, flip) => {
        const changed = Buffer.from(text);
        changed[at] ^= flip;
        writeFileSync(file, changed);
        const { ok } = await verifyTrailFile(file).catch((error: unknown) => {
          expect(error).toBeInstanceOf(KoppelError);
          return { ok: false };
        });
        expect(ok).toBe(false);
      }),
      { numRuns: 300 },
    );
    await close(again);
    const back = await as("owner", older);
    expect(back.audit.verify()).toMatchObject({ ok: true });
    const { faults } = back.audit.verify(readCheckpoint(checkpoint));
    expect(faults.join()).toContain("an older table put back");
  });

  test("shows that the key ring was changed past it", async () => {
    const { path, as } = await tableWithPrincipals();
    const ring = await KeyRing.open(`${path}.ring`, secrets.get("cas")!);
    ring.rotate("lung");
    ring.save();
    const owner = await as("owner");
    expect(owner.audit.verify().faults.join()).toContain("the key ring was changed after the last event");
  });

  test("says of an erased record that something was done, and not any more to whom", async () => {
    const { path, as } = await tableWithPrincipals();
    const owner = await as("owner");
    const { recordId } = await linkedRecord(owner);
    await owner.explain({ ...record, recordId });
    const subjects = (): number => Number((sql(path, "SELECT count(*) AS n FROM audit_subject") as { n: number }).n);
    expect(subjects()).toBe(1);
    const [look] = owner.audit.events({ action: "look" });
    expect(owner.audit.subjects(look!)).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/)]);
    await owner.erase([{ ...record, recordId }]);
    expect(subjects()).toBe(0);
    expect(owner.audit.subjects(look!)).toEqual([undefined]);
    expect(owner.audit.events({ action: "erase" })).toMatchObject([{ detail: { records: 1 } }]);
    expect(owner.audit.verify()).toMatchObject({ ok: true });
  });

  test("goes out as FHIR AuditEvents with the fields of NEN 7513", async () => {
    const { path, as } = await tableWithPrincipals();
    const owner = await as("owner");
    await owner.link([delivery]);
    const file = `${path}.fhir`;
    const events = await owner.audit.export(file, "fhir");
    const lines = readFileSync(file, "utf8").trimEnd().split("\n");
    expect(lines).toHaveLength(events);
    const link = lines.map((line) => JSON.parse(line)).find(({ subtype }) => subtype[0].code === "link");
    expect(link).toMatchObject({
      resourceType: "AuditEvent",
      action: "C",
      outcome: "0",
      recorded: expect.stringMatching(/Z$/),
      agent: [{ name: "owner", requestor: true, role: expect.any(Array) }],
      purposeOfEvent: [{ text: "linkage" }],
      source: { observer: { identifier: { system: "urn:koppel:table" } } },
      entity: [{ what: { identifier: { system: "urn:koppel:run", value: "1" } } }, { name: "detail" }],
    });
  });

  test("is reviewed by samples, each once, and every event has its turn", async () => {
    const { as } = await tableWithPrincipals();
    const ada = await as("ada");
    const { sample, events, from, to } = ada.audit.sample(3);
    expect({ from, events: events.length }).toEqual({ from: 1, events: 3 });
    ada.audit.review({ sample, finding: "nothing", remark: "all in order" });
    expect(() => ada.audit.review({ sample, finding: "nothing", remark: "again" })).toThrow(coded("SAMPLE_REVIEWED"));
    expect(() => ada.audit.review({ sample: 1, finding: "nothing", remark: "no" })).toThrow(coded("SAMPLE_NOT_FOUND"));
    const next = ada.audit.sample(100);
    expect(next.from).toBe(to + 1);
    expect(next.events.map(({ action }) => action)).toEqual(["audit.sample", "audit.review"]);
  });
});

/** Links the delivery and names a record of it. */
async function linkedRecord(table: LinkTable): Promise<{ recordId: string }> {
  await table.link([delivery]);
  return { recordId: readFileSync(delivery, "utf8").split("\n")[1]!.split(",")[0]! };
}

async function close(table: LinkTable): Promise<void> {
  await table.close();
  opened.splice(opened.indexOf(table), 1);
}

/** A copy of a table, all in one file. */
function copyOf(path: string, name: string): string {
  const db = new DatabaseSync(path);
  db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  db.close();
  copyFileSync(path, `${path}.${name}`);
  return `${path}.${name}`;
}

function rowsOf(path: string): number {
  return (sql(path, "SELECT count(*) AS n FROM audit") as { n: number }).n;
}

function sql(path: string, query: string): unknown {
  const db = new DatabaseSync(path, { readOnly: true });
  const row = db.prepare(query).get();
  db.close();
  return row;
}
