import { copyFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { KoppelError, LinkTable } from "@koppel/core";
import { encryptColumn, KeyRing } from "@koppel/keyring";
import { afterAll, describe, expect, it } from "vitest";

import { csv, deliver, encrypted, type Sheet } from "./support/delivery.ts";
import { sheet } from "./support/patients.ts";
import { spellings } from "./support/spellings.ts";
import { LUNG_TYPES, makeRing, TableMaker, type TestTable } from "./support/tables.ts";

const maker = await TableMaker.start(2);
afterAll(() => maker.close());

const plain = sheet("lung", "H1", LUNG_TYPES, 0, 40);
const visits: Sheet = {
  ...plain,
  reversible: { answerKey: "0".repeat(64) },
  records: plain.records.map((record, i) => ({ ...record, reversible: `reversible-of-${i}` })),
};
const later = sheet("lung", "H1", LUNG_TYPES, 40, 40);
const others = sheet("lung", "H2", LUNG_TYPES, 20, 40);
const [first, second, third] = [visits, later, encrypted(others, maker.ring)].map((each, i) =>
  deliver(maker.folder, `${i}.csv`, each, csv(each)),
);

describe("a link table's files", () => {
  it("hold no pseudonym in any stage or form, no patient number and no record id", async () => {
    const table = maker.make();
    // As many runs as it takes for segments to be merged.
    for (let i = 0; i < 40; i += 4) {
      const part = { ...visits, records: visits.records.slice(i, i + 4) };
      await table.link([deliver(maker.folder, `part${i}.csv`, part, csv(part))]);
    }
    await table.link([second, third], { dryRun: true });
    await table.link([second, third]);
    await expect(table.link([second, first])).rejects.toThrow("linked in run");

    const files = ["", "-wal", "-shm"].map((suffix) => table.path + suffix).filter((path) => existsSync(path));
    expect(files.length).toBeGreaterThan(1);
    const bytes = Buffer.concat(files.map((path) => readFileSync(path)));
    expect(bytes.includes("H2"), "the search finds what is there").toBe(true);
    expect(bytes.includes(maker.ring.id)).toBe(true);
    for (const secret of [...secretsOf(visits), ...secretsOf(others)])
      expect(bytes.includes(secret), secret.toString("latin1")).toBe(false);
  });

  it("tell nothing about the keys either", async () => {
    const table = maker.make();
    await table.link([first]);
    const bytes = Buffer.concat([table.path, `${table.path}-wal`].map((path) => readFileSync(path)));
    for (const [domain, type] of [
      ["link", "GG"],
      ["lung", "GG"],
      ["link", "MRN"],
      ["handle", "handle"],
    ] as const)
      expect(bytes.includes(Buffer.from(maker.ring.typeKey(domain, 1, type)))).toBe(false);
    expect(bytes.includes(Buffer.from(maker.ring.material("seal", 1)))).toBe(false);
  });
});

describe("a link table", () => {
  it("does not open with another key ring", async () => {
    const ring = await makeRing(join(maker.folder, "others-keys"));
    const { path } = maker.make();
    const mismatch = expect.objectContaining({ code: "RING_MISMATCH", file: path });
    expect(() => LinkTable.open({ path, ring, threads: 1 })).toThrow(mismatch);
  });

  it("says that its seals are broken under a ring of its id with another seal key", async () => {
    const table = maker.make();
    await table.link([first]);
    const ring = await alteredRing();
    expect(ring.id).toBe(maker.ring.id);
    // With threads of its own: those of the maker have the true keys.
    const other = LinkTable.open({ path: table.path, ring, threads: 1 });
    expect(await told(other, [second, third])).toEqual(["SEAL_BROKEN", "SEAL_BROKEN", "SEAL_BROKEN"]);
    await other.close();
    expect(table.open.store.runs()).toHaveLength(1);
  });

  it.each([
    ["segment", "evidence", true],
    ["segment", "records", false],
    ["segment", "record_ids", false],
    ["segment", "reversible_numbers", false],
    ["partition", "assignment", true],
    ["partition", "roster", true],
    ["record_keys", "sealed", true],
    ["part_key", "sealed", true],
  ] as const)("tells that a byte was turned in a %s's %s", async (row, column, linkReads) => {
    const table = maker.make();
    await table.link([first]);
    const db = new DatabaseSync(table.path);
    for (const { id, sealed } of db.prepare(`SELECT rowid AS id, ${column} AS sealed FROM ${row}`).all()) {
      const turned = Uint8Array.from(sealed as Uint8Array);
      turned[turned.length - 20] ^= 1;
      db.prepare(`UPDATE ${row} SET ${column} = ? WHERE rowid = ?`).run(turned, id as number);
    }
    db.close();
    expect(await told(table, linkReads ? [second] : [])).toEqual(
      linkReads ? ["SEAL_BROKEN", "SEAL_BROKEN"] : ["SEAL_BROKEN"],
    );
  });

  it("tells that two partitions' contents were swapped", async () => {
    const table = maker.make();
    await table.link([first]);
    const db = new DatabaseSync(table.path);
    db.exec("UPDATE segment SET evidence = (SELECT s.evidence FROM segment s WHERE s.rowid <> segment.rowid LIMIT 1)");
    db.close();
    expect(await told(table, [second])).toEqual(["SEAL_BROKEN", "SEAL_BROKEN"]);
  });

  it("tells that a record was taken out, or a delivery", async () => {
    for (const change of [
      "DELETE FROM segment WHERE rowid = 1",
      "DELETE FROM delivery",
      "UPDATE delivery SET accepted = 39",
    ]) {
      const table = maker.make();
      await table.link([first]);
      const db = new DatabaseSync(table.path);
      db.exec(change);
      db.close();
      expect((await table.verify()).ok, change).toBe(false);
    }
  });
});

/** What `link` says of each delivery, and then `verify`: the code of the fault. */
async function told(table: TestTable | LinkTable, deliveries: readonly string[]): Promise<string[]> {
  const codes: string[] = [];
  for (const delivery of deliveries)
    codes.push(
      await table.link([delivery]).then(
        () => "nothing",
        (error: unknown) => (error instanceof KoppelError ? error.code : "a crash"),
      ),
    );
  const { ok, checks } = await table.verify();
  const opened = checks.every(({ detail }) => !detail.includes("cannot be opened"));
  return [...codes, ok ? "nothing" : opened ? "another fault" : "SEAL_BROKEN"];
}

/** The maker's ring as it was before its domains, with others of the same names: its id, but none of its keys. */
async function alteredRing(): Promise<KeyRing> {
  const folder = join(maker.folder, "altered-keys");
  mkdirSync(folder);
  const path = join(folder, "ring.json");
  copyFileSync(maker.emptyRing, path);
  const ring = await KeyRing.open(path, { keyFile: join(dirname(maker.emptyRing), "secret") });
  ring.addDomain("link", "link", maker.ring.material("link", 1));
  ring.addDomain("handle", "handle", maker.ring.material("handle", 1));
  ring.addDomain("lung", "registry", maker.ring.material("lung", 1));
  ring.addDomain("seal", "seal");
  return ring;
}

/** What a sheet says, of every seventh record, in all stages and forms in which it could lie somewhere. */
function secretsOf({ records, provider }: Sheet): Buffer[] {
  const { ring } = maker;
  return records
    .filter((_, i) => i % 7 === 0)
    .flatMap(({ recordId, mrn, reversible, values }) => {
      const typed = [mrn, ...values].flatMap((value, t) =>
        value ? [[["MRN", ...LUNG_TYPES][t], value] as const] : [],
      );
      const stages = typed.flatMap(([type, pre]) => [
        pre,
        encryptColumn(ring.typeKey("lung", 1, type), pre),
        encryptColumn(ring.typeKey("link", 1, type), pre),
        encryptColumn(ring.typeKey("handle", 1, type), pre),
      ]);
      expect(typed.length * 4).toBe(stages.length);
      const numbers = reversible === undefined ? [] : [Buffer.from(reversible)];
      const plain = [recordId, recordId.replace(`${provider}-`, "")].map((text) => Buffer.from(text));
      return [...stages.flatMap(spellings), ...numbers, ...plain];
    });
}
