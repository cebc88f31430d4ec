import { randomUUID } from "node:crypto";

import { encryptColumn } from "@koppel/keyring";
import { Stage1, toHex, typesByName, type PatientRecord } from "@koppel/pseudonym";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { setPolicy } from "../packages/core/src/table/objection-policy.ts";
import { objectionCounts, takeObjections, type ObjectionResult } from "../packages/core/src/table/objections.ts";
import { csv, deliver, encrypted } from "./support/delivery.ts";
import { SOURCE_KEY, sheetOf } from "./support/patients.ts";
import { segmentContent } from "./support/segments.ts";
import { RotatedRing } from "./support/rekeying.ts";
import { LUNG_TYPES, TableMaker, type TestTable } from "./support/tables.ts";

let maker: TableMaker;
beforeAll(async () => (maker = await TableMaker.start(2)));
afterAll(() => maker.close());

const jan: PatientRecord = {
  recordId: "jan",
  birthName: "Jansen",
  birthDate: "1961-05-05",
  sex: "M",
  givenNames: "Jan",
  postcode: "1234 AB",
  houseNumber: "1",
  eventDate: "2024-01-01",
};
const others: PatientRecord[] = ["Bakker", "Visser", "Smit"].map((birthName) => ({
  ...jan,
  recordId: birthName,
  birthName,
}));
/** A twin: all but the first name is the same. */
const piet: PatientRecord = { ...jan, recordId: "piet", givenNames: "Piet" };

/** A delivery of one provider for the lung registry; numbers are of the provider. */
function lung(
  provider: string,
  patients: readonly (PatientRecord & { mrn?: string })[],
  id: string = randomUUID(),
): string {
  const visits = patients.map((patient) => ({
    mrn: `${provider}-${patient.recordId}`,
    ...patient,
    recordId: `${id}-${patient.recordId}`,
  }));
  const sheet = sheetOf("lung", provider, LUNG_TYPES, visits);
  return deliver(maker.folder, `${id}.csv`, sheet, csv(sheet));
}

/** What a provider says: these patients of it object, or do not any more. */
function message(
  provider: string,
  patients: readonly PatientRecord[],
  { scope = "registry", withdrawn = false }: { scope?: "registry" | "all"; withdrawn?: boolean } = {},
): string {
  const visits = patients.map((patient) => ({ mrn: `${provider}-${patient.recordId}`, ...patient }));
  const sheet = sheetOf("lung", provider, LUNG_TYPES, visits);
  return deliver(maker.folder, `${randomUUID()}.csv`, sheet, csv(sheet), { objection: { scope, withdrawn } });
}

function take(table: TestTable, ...paths: string[]): Promise<ObjectionResult> {
  return takeObjections(table.open, paths, {});
}

/** A table in which Jan is known to two hospitals, and is one person. */
async function tableOf(policy: string): Promise<TestTable> {
  const table = maker.make();
  setPolicy(table.open, "lung", policy);
  await table.link([lung("H1", [jan, ...others], "a"), lung("H2", [jan, piet, ...others], "b")]);
  expect(personWith(table, "H1 a-jan")).toEqual(["lung H1 a-jan", "lung H2 b-jan"]);
  return table;
}

function personWith(table: TestTable, record: string): string[] | undefined {
  return table.content().persons.find((person) => person.includes(`lung ${record}`));
}

function recordsOf(table: TestTable): string[] {
  return table.content().persons.flat().toSorted();
}

/** Whether any of a patient's pseudonyms, in the link table's own domain, is in what lies in its partitions. */
function holds(table: TestTable, provider: string, patient: PatientRecord): boolean {
  const { ring, setup } = table.open;
  const types = typesByName([...LUNG_TYPES, "MRN"]);
  const stage1 = new Stage1({ types, key: SOURCE_KEY, provider });
  const made = stage1.pseudonymise({ mrn: `${provider}-${patient.recordId}`, ...patient }).values;
  const own = types.flatMap((type, t) => {
    const link = ring.typeKey("link", setup.linkVersion, type.name);
    // Others share his birth date, surname and home.
    return !["NGGV", "sNGGV", "MRN"].includes(type.name) || made[t] === null
      ? []
      : [toHex(encryptColumn(link, made[t]!))];
  });
  const { values } = segmentContent(table);
  return own.some((value) => values.has(value));
}

describe("an objection", () => {
  test.each(["stop-new", "stop-and-unlink", "stop-and-erase"])(
    "under %s lets nothing new in, from any hospital",
    async (policy) => {
      const table = await tableOf(policy);
      expect(await take(table, message("H1", [jan]))).toMatchObject({ patients: 1, objections: 1, withdrawn: 0 });
      const before = recordsOf(table);
      const moved = { ...jan, postcode: "9999 ZZ" };
      const result = await table.link([lung("H1", [moved, ...others], "c"), lung("H3", [jan, piet, ...others], "d")]);
      expect(result).toMatchObject({ objected: 2, rejects: [] });
      const added = recordsOf(table).filter((record) => !before.includes(record));
      expect(added.filter((record) => record.endsWith("-jan"))).toEqual([]);
      expect(added).toHaveLength(7);
      expect(personWith(table, "H3 d-piet")).toBeDefined();
      expect((await table.verify()).checks.filter(({ ok }) => !ok)).toEqual([]);
    },
  );

  test("stop-new leaves what is there as it was", async () => {
    const table = await tableOf("stop-new");
    const before = table.content();
    await take(table, message("H1", [jan]));
    expect(table.content()).toEqual(before);
  });

  test("stop-and-unlink takes every hospital's record of the person out of all links, for good", async () => {
    const table = await tableOf("stop-and-unlink");
    const before = table.content();
    await take(table, message("H2", [jan]));
    const alone = (): void => {
      expect(personWith(table, "H1 a-jan")).toEqual(["lung H1 a-jan"]);
      expect(personWith(table, "H2 b-jan")).toEqual(["lung H2 b-jan"]);
    };
    alone();
    await table.relink();
    alone();
    await table.link([lung("H3", [jan, ...others], "e")]);
    alone();
    expect(personWith(table, "H3 e-jan")).toBeUndefined();
    const rotated = await new RotatedRing(maker).open(table, "link", "seal");
    await rotated.rekey();
    await rotated.link([lung("H3", [jan, ...others], "f")]);
    expect(
      rotated
        .content()
        .persons.flat()
        .filter((record) => record.endsWith("f-jan")),
    ).toEqual([]);
    expect((await rotated.verify()).checks.filter(({ ok }) => !ok)).toEqual([]);
    await take(rotated, message("H2", [jan], { withdrawn: true }));
    const restored = rotated.content().persons.filter((person) => person.some((record) => record.endsWith("-jan")));
    expect(restored).toEqual(before.persons.filter((person) => person.some((record) => record.endsWith("-jan"))));
    expect(await rotated.link([lung("H3", [jan], "g")])).toMatchObject({ objected: 0, linkedRecords: 1 });
  });

  test("stop-and-erase leaves no row, nor any pseudonym in what the segments hold", async () => {
    const table = await tableOf("stop-and-erase");
    expect(holds(table, "H1", jan)).toBe(true);
    expect(await take(table, message("H1", [jan]))).toMatchObject({ erased: 2 });
    expect(recordsOf(table).filter((record) => record.endsWith("-jan"))).toEqual([]);
    const result = await table.link([lung("H3", [{ ...jan, postcode: "8888 XX" }, ...others], "h")]);
    expect(result).toMatchObject({ objected: 1 });
    for (const provider of ["H1", "H2", "H3"]) expect(holds(table, provider, jan)).toBe(false);
    expect(recordsOf(table).some((record) => record.includes("piet"))).toBe(true);
    await take(table, message("H1", [jan], { withdrawn: true }));
    expect(await table.link([lung("H1", [jan], "i"), lung("H2", [jan], "j")])).toMatchObject({ objected: 0 });
    expect(personWith(table, "H1 i-jan")).toEqual(["lung H1 i-jan", "lung H2 j-jan"]);
    expect((await table.verify()).checks.filter(({ ok }) => !ok)).toEqual([]);
  });

  test("holds for its registry alone, or for all of them", async () => {
    const table = maker.make();
    const heart = (patients: readonly PatientRecord[], id: string): string => {
      const visits = patients.map((patient) => ({
        ...patient,
        mrn: `H1-${patient.recordId}`,
        recordId: `${id}-${patient.recordId}`,
      }));
      const sheet = sheetOf("heart", "H1", LUNG_TYPES, visits);
      return deliver(maker.folder, `${id}.csv`, sheet, csv(sheet));
    };
    await take(table, message("H1", [jan]));
    await take(table, message("H1", [others[0]!], { scope: "all" }));
    expect(await table.link([heart([jan, others[0]!, others[1]!], "k")])).toMatchObject({ objected: 1, accepted: 2 });
    expect(await table.link([lung("H2", [jan, others[0]!, others[1]!], "l")])).toMatchObject({
      objected: 2,
      accepted: 1,
    });
    expect(objectionCounts(table.open)).toEqual([
      { registry: null, policy: null, standing: 1, withdrawn: 0 },
      { registry: "heart", policy: "stop-and-unlink", standing: 0, withdrawn: 0 },
      { registry: "lung", policy: "stop-and-unlink", standing: 1, withdrawn: 0 },
    ]);
  });

  test("is known again in final pseudonyms, under a corrected birth date and by its number alone", async () => {
    const table = await tableOf("stop-new");
    await take(table, message("H1", [jan]));
    const sheet = sheetOf("lung", "H2", LUNG_TYPES, [{ ...jan, mrn: "H2-jan", recordId: "final" }]);
    const final = encrypted(sheet, maker.ring);
    expect(await table.link([deliver(maker.folder, "final.csv", final, csv(final))])).toMatchObject({ objected: 1 });
    expect(await table.link([lung("H1", [{ ...jan, birthDate: "1962-05-05" }], "m")])).toMatchObject({ objected: 1 });
    expect(await table.link([lung("H1", [{ recordId: "jan", eventDate: "2024-01-01" }], "n")])).toMatchObject({
      objected: 1,
    });
    expect(await table.link([lung("H2", [{ ...piet }], "o")])).toMatchObject({ objected: 0 });
  });

  test("that stands is not taken twice, and only who passed it on withdraws it", async () => {
    const table = await tableOf("stop-new");
    await take(table, message("H1", [jan]));
    expect(await take(table, message("H1", [jan]))).toMatchObject({ patients: 1, objections: 0 });
    expect(await take(table, message("H2", [jan], { withdrawn: true }))).toMatchObject({ withdrawn: 0 });
    expect(await table.link([lung("H3", [jan], "p")])).toMatchObject({ objected: 1 });
    expect(await take(table, message("H1", [jan], { withdrawn: true }))).toMatchObject({ withdrawn: 1 });
    expect(await table.link([lung("H3", [jan], "q")])).toMatchObject({ objected: 0 });
  });

  test("and a delivery are never taken for each other, and a dry run changes nothing", async () => {
    const table = await tableOf("stop-and-erase");
    const file = message("H1", [jan]);
    const wrong = expect.objectContaining({ code: "WRONG_KIND" });
    await expect(table.link([file])).rejects.toThrow(wrong);
    await expect(take(table, lung("H1", [jan], "r"))).rejects.toThrow(wrong);
    const before = table.content();
    expect(await takeObjections(table.open, [file], { dryRun: true })).toMatchObject({
      objections: 1,
      erased: 2,
      dryRun: true,
    });
    expect(table.content()).toEqual(before);
    expect(objectionCounts(table.open).every(({ standing }) => standing === 0)).toBe(true);
  });

  test("outweighs what people decided, which holds again when it is withdrawn", async () => {
    const table = await tableOf("stop-and-unlink");
    const name = (provider: string, recordId: string): { registry: string; provider: string; recordId: string } => ({
      registry: "lung",
      provider,
      recordId,
    });
    await table.decide([name("H1", "a-jan"), name("H2", "b-piet")], "same");
    const joined = ["lung H1 a-jan", "lung H2 b-jan", "lung H2 b-piet"];
    expect(personWith(table, "H1 a-jan")!.length).toBeGreaterThan(1);
    const before = personWith(table, "H1 a-jan");
    await take(table, message("H1", [jan]));
    for (const record of joined.map((each) => each.slice(5)))
      expect(personWith(table, record)).toEqual([`lung ${record}`]);
    expect((await table.verify()).checks.filter(({ ok }) => !ok)).toEqual([]);
    await take(table, message("H1", [jan], { withdrawn: true }));
    expect(personWith(table, "H1 a-jan")).toEqual(before);
  });
});
