import { afterAll, expect, it } from "vitest";

import type { RecordName } from "../packages/core/src/table/results.ts";
import { csv, deliver, type Sheet } from "./support/delivery.ts";
import { sheet } from "./support/patients.ts";
import { LUNG_TYPES, TableMaker, type TestTable } from "./support/tables.ts";

const maker = await TableMaker.start(2);
afterAll(() => maker.close());

const sheets = ["H1", "H2"].map((provider, i) => sheet("lung", provider, LUNG_TYPES, 20 * i, 40));
const paths = sheets.map((each, i) => deliver(maker.folder, `${i}.csv`, each, csv(each)));
const nameOf = ({ registry, provider, records }: Sheet, i: number): RecordName => ({
  registry,
  provider,
  recordId: records[i].recordId,
});
const textOf = ({ registry, provider, recordId }: RecordName): string => `${registry} ${provider} ${recordId}`;

async function linked(): Promise<TestTable> {
  const table = maker.make();
  await table.link(paths);
  return table;
}

it("leaves the table as if the records had never come, but for numbers, and lets them come again", async () => {
  const table = await linked();
  const gone = [3, 7, 8, 20, 31].flatMap((i) => sheets.map((each) => nameOf(each, i)));
  expect(await table.erase([...gone, gone[0]])).toMatchObject({ run: 2, records: gone.length });
  const names = new Set(gone.map(textOf));
  const rest = sheets.map((each) => ({
    ...each,
    records: each.records.filter((_, i) => !names.has(textOf(nameOf(each, i)))),
  }));
  const never = maker.make();
  await never.link(rest.map((each, i) => deliver(maker.folder, `rest-${i}.csv`, each, csv(each))));
  expect(table.content()).toEqual(never.content());
  const [a, b] = [await table.status(), await never.status()];
  expect(a).toMatchObject({ fingerprint: b.fingerprint, records: 80 - gone.length, localPatients: b.localPatients });
  expect(await table.verify()).toMatchObject({ ok: true });

  const again = sheets.map((each) => ({ ...each, records: each.records.toReversed() }));
  const back = await table.link(again.map((each, i) => deliver(maker.folder, `again-${i}.csv`, each, csv(each))));
  expect(back).toMatchObject({ accepted: gone.length });
  expect(table.content()).toEqual((await linked()).content());
});

it("leaves a person its number as long as anything is left of it", async () => {
  const table = await linked();
  const before = table.numbers().persons;
  const [number, members] = [...Map.groupBy(before.keys(), (name) => before.get(name)!)].find(
    ([, own]) => own.length > 2,
  )!;
  const names = sheets
    .flatMap((each) => each.records.map((_, i) => nameOf(each, i)))
    .filter((name) => members.includes(textOf(name)));
  // One after the other, until the last one bears the number: whichever was the oldest is gone by then.
  for (const name of names.slice(0, -1)) {
    await table.erase([name]);
    expect(table.numbers().persons.get(textOf(names.at(-1)!))).toBe(number);
  }
  expect(await table.verify()).toMatchObject({ ok: true });
  const { store } = table.open;
  expect(JSON.parse(store.runs().at(-1)!.result)).toEqual({ records: 1, localPatients: expect.any(Number) });
});

it("takes the local patients that nothing is left of out of decisions", async () => {
  const table = await linked();
  const [a, b] = sheets[0].records.flatMap(({ mrn }, i) => (mrn === null ? [nameOf(sheets[0], i)] : []));
  const { parts } = await table.decide([a, b], "different");
  expect(parts).toHaveLength(2);
  await table.erase([a]);
  const [decision] = table.open.store.decisions();
  expect(parts.flat()).toContain(decision.parts.flat()[0].handle);
  expect(decision.parts.flat()).toHaveLength(1);
  expect(await table.verify()).toMatchObject({ ok: true });
});

it("leaves nothing of a case that was decided, also when the decision is undone", async () => {
  const table = await linked();
  const [{ id, persons }] = table.numbers().cases;
  const { persons: numbers } = table.numbers();
  const decision = await table.decide(id, "different");
  const own = sheets.flatMap((each) => each.records.map((_, i) => nameOf(each, i)));
  await table.erase(own.filter((name) => persons.includes(numbers.get(textOf(name))!)));
  await table.undo(decision.id);
  expect(table.numbers().cases.map((each) => each.id)).not.toContain(id);
  expect(await table.verify()).toMatchObject({ ok: true });
});

it("changes nothing where a record is not there", async () => {
  const table = await linked();
  const before = [table.content(), await table.status()];
  const erased = table.erase([nameOf(sheets[0], 1), { registry: "lung", provider: "H1", recordId: "nobody" }]);
  await expect(erased).rejects.toThrow(expect.objectContaining({ code: "RECORD_NOT_FOUND" }));
  expect([table.content(), await table.status()]).toEqual(before);
});
