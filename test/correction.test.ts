import type { PatientRecord } from "@koppel/pseudonym";
import * as fc from "fast-check";
import { afterAll, describe, expect, it, test } from "vitest";

import type { Decision } from "../packages/core/src/table/decisions.ts";
import { nameOf } from "../packages/core/src/table/lookup.ts";
import { setHold } from "../packages/core/src/table/legal-hold.ts";
import type { LinkResult, RecordName } from "../packages/core/src/table/results.ts";
import { csv, deliver } from "./support/delivery.ts";
import { sheetOf } from "./support/patients.ts";
import { LUNG_TYPES, TableMaker, type TestTable } from "./support/tables.ts";

const maker = await TableMaker.start(2);
afterAll(() => maker.close());

let files = 0;
/** What a provider delivers for the lung registry. */
function delivery(provider: string, visits: readonly PatientRecord[]): string {
  const sheet = sheetOf("lung", provider, LUNG_TYPES, visits);
  return deliver(maker.folder, `${files++}.csv`, sheet, csv(sheet));
}

const bert: PatientRecord = {
  recordId: "b",
  mrn: "1",
  birthName: "Bakker",
  birthDate: "1961-05-05",
  sex: "M",
  givenNames: "Bert",
  postcode: "1234 AB",
  houseNumber: "1",
  eventDate: "2024-01-01",
};
const carl: PatientRecord = { ...bert, recordId: "c", mrn: "2", birthName: "Carels", givenNames: "Carl" };
const name = (provider: string, recordId: string): RecordName => ({ registry: "lung", provider, recordId });
const personOf = (table: TestTable, record: string): string[] =>
  table.content().persons.find((person) => person.includes(`lung ${record}`))!;
const faults = async (table: TestTable): Promise<unknown[]> => (await table.verify()).checks.filter(({ ok }) => !ok);

const stay = fc.record({
  recordId: fc.constantFrom("1", "2", "3", "4", "5", "6"),
  birthName: fc.constantFrom("Bakker", "Bakkerij", "Visser"),
  birthDate: fc.constantFrom("1961-05-05", "1962-05-05"),
  sex: fc.constantFrom("M", "V"),
  givenNames: fc.constantFrom("Bert", "Anna"),
  postcode: fc.constantFrom("1234 AB", "1234 CD"),
  houseNumber: fc.constant("1"),
  eventDate: fc.constantFrom("2024-01-01", "2024-02-02"),
});
const visit = fc
  .tuple(stay, fc.option(fc.constantFrom("x", "y", "z")))
  .map(([own, mrn]): PatientRecord => (mrn === null ? own : { ...own, mrn }));
const part = fc.record({
  provider: fc.constantFrom("H1", "H2"),
  visits: fc.uniqueArray(visit, { minLength: 1, maxLength: 6, selector: ({ recordId }) => recordId }),
});

describe("a delivery that replaces", () => {
  it("leaves the table as if only what was delivered last had ever come", async () => {
    let replaced = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(part, { minLength: 2, maxLength: 6 }), async (parts) => {
        const table = maker.make();
        const last = new Map<string, Map<string, PatientRecord>>();
        for (const { provider, visits } of parts) {
          const own = last.get(provider) ?? new Map<string, PatientRecord>();
          last.set(provider, own);
          const known = visits.filter(({ recordId }) => own.has(recordId)).length;
          for (const each of visits) own.set(each.recordId, each);
          let result: LinkResult;
          try {
            result = await table.link([delivery(provider, visits)], { replace: true });
          } catch (error) {
            // The very same file was linked once: nothing can have changed but what came in between.
            expect(error).toMatchObject({ code: "ALREADY_LINKED" });
            return;
          }
          expect(result).toMatchObject({ accepted: visits.length, replaced: known, rejected: 0 });
          replaced += known;
        }
        const once = maker.make();
        await once.link([...last].map(([provider, own]) => delivery(provider, [...own.values()])));
        expect(table.content()).toEqual(once.content());
        const [a, b] = [await table.status(), await once.status()];
        expect(a).toMatchObject({ fingerprint: b.fingerprint, records: b.records, localPatients: b.localPatients });
        expect(await faults(table)).toEqual([]);
      }),
      { numRuns: 25, seed: 20_270_101 },
    );
    expect(replaced).toBeGreaterThan(25);
  });

  test("moves a record whose birth date is corrected to where it belongs", async () => {
    const table = maker.make();
    const wrong = { ...bert, birthDate: "1916-05-05" };
    await table.link([delivery("H1", [wrong, carl]), delivery("H2", [bert])]);
    expect(personOf(table, "H1 b")).toEqual(["lung H1 b"]);
    expect(await table.link([delivery("H1", [bert])], { replace: true })).toMatchObject({ replaced: 1, accepted: 1 });
    expect(personOf(table, "H1 b")).toEqual(["lung H1 b", "lung H2 b"]);
    expect(await faults(table)).toEqual([]);
  });

  test("leaves persons their numbers, and tells what a correction makes of them", async () => {
    const table = maker.make();
    await table.link([delivery("H1", [bert, carl]), delivery("H2", [{ ...carl, recordId: "d" }])]);
    const before = table.numbers().persons;
    await table.link(
      [
        delivery("H1", [
          { ...bert, postcode: "9999 ZZ" },
          { ...carl, postcode: "8888 ZZ" },
        ]),
      ],
      {
        replace: true,
      },
    );
    expect(table.numbers().persons).toEqual(before);
    await table.link([delivery("H1", [{ ...carl, birthName: "Visser", givenNames: "Dirk" }])], { replace: true });
    const [apart, stayed] = [name("H1", "c"), name("H2", "d")].map((of) => nameOf(of).replaceAll(":", " "));
    const persons = table.numbers().persons;
    expect(new Set([persons.get(apart!), persons.get(stayed!)]).size).toBe(2);
    expect([persons.get(apart!), persons.get(stayed!)]).toContain(before.get(stayed!));
    const { history } = await table.explain(name("H1", "c"));
    expect(history.map(({ kind }) => kind)).toContain("split");
    expect(await faults(table)).toEqual([]);
  });

  test("leaves decisions about patients who come back, and what the trail knows of them", async () => {
    const table = maker.make();
    await table.link([delivery("H1", [bert, carl]), delivery("H2", [bert])]);
    const { parts }: Decision = await table.decide([name("H1", "b"), name("H2", "b")], "different");
    await table.link([delivery("H1", [{ ...bert, postcode: "9999 ZZ" }])], { replace: true });
    expect(
      table.open.store
        .decisions()[0]
        .parts.flat()
        .map(({ handle }) => handle),
    ).toEqual(parts.flat());
    expect(personOf(table, "H1 b")).toEqual(["lung H1 b"]);
    const wrong = { ...bert, mrn: "3" };
    await table.link([delivery("H1", [wrong])], { replace: true });
    expect(table.open.store.decisions()[0].parts.flat()).toHaveLength(1);
    expect(await faults(table)).toEqual([]);
  });

  test("changes nothing in a dry run, nor under a legal hold", async () => {
    const table = maker.make();
    await table.link([delivery("H1", [bert, carl])]);
    const before = [table.content(), await table.status()];
    const corrected = delivery("H1", [{ ...bert, birthName: "Bakkerij" }]);
    expect(await table.link([corrected], { replace: true, dryRun: true })).toMatchObject({ replaced: 1, dryRun: true });
    expect([table.content(), await table.status()]).toEqual(before);
    setHold(table.open, "lung", true, "a lawsuit");
    await expect(table.link([corrected], { replace: true })).rejects.toThrow(
      expect.objectContaining({ code: "LEGAL_HOLD" }),
    );
    expect([table.content(), await table.status()]).toEqual(before);
    setHold(table.open, "lung", false, "settled");
    expect(await table.link([corrected], { replace: true })).toMatchObject({ replaced: 1 });
  });

  test("takes of two that bring one record the first, and without being told to replaces nothing", async () => {
    const table = maker.make();
    await table.link([delivery("H1", [bert])]);
    const twice = [
      delivery("H1", [{ ...bert, postcode: "1111 AA" }]),
      delivery("H1", [{ ...bert, postcode: "2222 BB" }]),
    ];
    expect(await table.link(twice, { replace: true, dryRun: true })).toMatchObject({ replaced: 1, rejected: 1 });
    expect(await table.link(twice.slice(1))).toMatchObject({ replaced: 0, rejected: 1, accepted: 0 });
  });
});
