import { toHex } from "@koppel/pseudonym";
import { afterAll, expect, it } from "vitest";

import { PURPOSE } from "../packages/core/src/table/open-table.ts";
import { csv, deliver } from "./support/delivery.ts";
import { sheet } from "./support/patients.ts";
import { LUNG_TYPES, TableMaker, type TestTable } from "./support/tables.ts";

const maker = await TableMaker.start(2);
afterAll(() => maker.close());

const sheets = ["H1", "H2", "H3"].map((provider, i) => sheet("lung", provider, LUNG_TYPES, 20 * i, 40));
const paths = sheets.map((each, i) => deliver(maker.folder, `${i}.csv`, each, csv(each)));

/** One record for each local patient: provider, birth group and number, or the record itself. */
const patients = new Map(
  sheets.flatMap(({ registry, provider, types, records }) =>
    records.map(({ recordId, mrn, values }) => {
      const birth = values[types.indexOf("GG")];
      const key = mrn === null ? [recordId] : [toHex(mrn), birth === null ? "" : toHex(birth!)];
      return [[provider, ...key].join(), `${registry} ${provider} ${recordId}`] as const;
    }),
  ),
);

/** Lets names be evidence, or not. */
function useNames(table: TestTable, purpose: "individual" | "report"): void {
  const { store } = table.open;
  table.open.writing({ action: "purpose.set" }, () => {
    for (const type of LUNG_TYPES.filter((name) => name.includes("NGG"))) store.addSetting(PURPOSE + type, purpose);
  });
}

/** Pairs of local patients that are one person. */
function pairsOf(table: TestTable): Set<string> {
  const { persons } = table.numbers();
  const all = [...patients.values()].toSorted();
  return new Set(
    all.flatMap((a, i) => all.slice(i + 1).flatMap((b) => (persons.get(a) === persons.get(b) ? [`${a}|${b}`] : []))),
  );
}

it("tells nothing where nothing has changed, and changes nothing", async () => {
  const table = maker.make();
  await table.link(paths);
  const before = [table.content(), table.numbers()];
  const { difference, cases, byClass, examples } = await table.relink();
  expect(difference).toEqual({ made: 0, broken: 0, merged: 0, split: 0 });
  expect([cases.asked, cases.gone, byClass, examples]).toEqual([0, 0, [], []]);
  expect([table.content(), table.numbers()]).toEqual(before);
  expect(await table.verify()).toMatchObject({ ok: true });
});

it("tells in a dry run what it then does, which is what one would count", async () => {
  const table = maker.make();
  const { purposes } = table.open.basis();
  useNames(table, "report");
  await table.link(paths);
  const before = { pairs: pairsOf(table), cases: table.numbers().cases.map(({ id }) => id) };
  const [status, content] = [await table.status(), table.content()];
  const shown = await table.relink({ dryRun: true, purposes });
  expect([await table.status(), table.content()]).toEqual([status, content]);

  useNames(table, "individual");
  const done = await table.relink();
  const timeless = { dryRun: false, seconds: 0 };
  expect({ ...shown, ...timeless }).toEqual({ ...done, ...timeless });
  const after = { pairs: pairsOf(table), cases: table.numbers().cases.map(({ id }) => id) };
  expect(done.difference).toMatchObject({
    made: [...after.pairs].filter((pair) => !before.pairs.has(pair)).length,
    broken: [...before.pairs].filter((pair) => !after.pairs.has(pair)).length,
  });
  expect(done.difference.made).toBeGreaterThan(0);
  expect(done.cases).toEqual({
    before: before.cases.length,
    after: after.cases.length,
    asked: after.cases.filter((id) => !before.cases.includes(id)).length,
    gone: before.cases.filter((id) => !after.cases.includes(id)).length,
  });
  expect(done.byClass.reduce((sum, { made }) => sum + made, 0)).toBe(done.difference.made);
  expect(done.persons.before - done.persons.after).toBe(done.difference.merged - done.difference.split);
  for (const { records, change, before: was, after: is } of done.examples) {
    expect([was[0] === was[1], is[0] === is[1]]).toEqual(change === "made" ? [false, true] : [true, false]);
    const { persons } = table.numbers();
    const [a, b] = records.map((record) => persons.get(record.replaceAll(":", " ")));
    expect(a === b).toBe(change === "made");
  }
  expect(done.examples.length).toBeGreaterThan(0);

  const fresh = maker.make();
  await fresh.link(paths);
  expect(table.content()).toEqual(fresh.content());
  expect(await table.verify()).toMatchObject({ ok: true });

  useNames(table, "report");
  const back = await table.relink();
  expect(back.difference).toEqual({
    made: done.difference.broken,
    broken: done.difference.made,
    merged: done.difference.split,
    split: done.difference.merged,
  });
  expect(table.content()).toEqual(content);
});
