import { afterAll, describe, expect, it } from "vitest";

import type { RecordName } from "../packages/core/src/table/results.ts";
import { csv, deliver } from "./support/delivery.ts";
import { sheet } from "./support/patients.ts";
import { LUNG_TYPES, TableMaker, type TestTable } from "./support/tables.ts";

const maker = await TableMaker.start(2);
afterAll(() => maker.close());

const sheets = ["H1", "H2"].map((provider, i) => sheet("lung", provider, LUNG_TYPES, 20 * i, 60));
const paths = sheets.map((each, i) => deliver(maker.folder, `${i}.csv`, each, csv(each)));

async function linked(): Promise<TestTable> {
  const table = maker.make();
  await table.link(paths);
  return table;
}

function nameOf(record: string): RecordName {
  const [registry, provider, ...recordId] = record.split(" ");
  return { registry, provider, recordId: recordId.join(" ") };
}

/** Two records of one person, of two providers. */
function pairOf(table: TestTable): [RecordName, RecordName] {
  const { persons } = table.numbers();
  const groups = [...Map.groupBy(persons.keys(), (name) => persons.get(name)!).values()];
  const group = groups.find((names) => new Set(names.map((name) => nameOf(name).provider)).size > 1)!;
  const [a, b] = ["H1", "H2"].map((provider) => nameOf(group.find((name) => nameOf(name).provider === provider)!));
  return [a, b];
}

describe("a decision", () => {
  it("is refused without a reason, about one local patient, a closed case or an unknown record", async () => {
    const table = await linked();
    const [a, b] = pairOf(table);
    const code = (code: string): unknown => expect.objectContaining({ code });
    await expect(table.decide([a, b], "same", " ")).rejects.toThrow(code("REASON_MISSING"));
    await expect(table.decide([a, a], "different")).rejects.toThrow(code("ONE_PATIENT"));
    await expect(table.decide([a, { ...b, recordId: "nobody" }], "same")).rejects.toThrow(code("RECORD_NOT_FOUND"));
    await expect(table.decide(9999, "same")).rejects.toThrow(code("CASE_NOT_OPEN"));
    await expect(table.undo(1)).rejects.toThrow(code("DECISION_NOT_FOUND"));
    const [{ id }] = table.numbers().cases;
    await table.decide(id, "different");
    for (const reason of ["two\nlines", "\u001b[31m", "x".repeat(501)])
      await expect(table.decide(id, "same", reason)).rejects.toThrow(code("BAD_REASON"));
    await expect(table.decide(id, "same")).rejects.toThrow(code("CASE_NOT_OPEN"));
    expect(table.open.store.runs().map(({ kind }) => kind)).toEqual(["link", "decide"]);
  });

  it("is told with who, when and why, and so is what it did to persons", async () => {
    const table = await linked();
    const [a, b] = pairOf(table);
    const person = (await table.explainPair(a, b)).persons[0];
    const decision = await table.decide([a, b], "different", "twins");
    const apart = await table.explainPair(a, b);
    expect(apart).toMatchObject({
      samePerson: false,
      because: "A person decided that they are different people (decision 1).",
    });
    expect(apart.decisions).toMatchObject([{ ...decision, undone: null }]);
    const split = apart.persons.find((number) => number !== person)!;
    const event = { run: 2, why: "decide", kind: "split", person: split, other: person };
    expect((await table.explain(split)).history).toContainEqual(expect.objectContaining(event));

    const undone = await table.undo(decision.id, "the hospital was wrong");
    expect(undone).toMatchObject({ id: 1, reason: "twins", undone: { run: 3, reason: "the hospital was wrong" } });
    // The number that is gone again leads to the person that has its statements.
    const whole = await table.explain(split);
    expect(whole).toMatchObject({ person, decisions: [{ id: 1, undone: { run: 3 } }] });
    const told = whole.history.map(({ kind, why }) => `${kind} ${why}`);
    expect([...new Set(told)]).toEqual(["seen link", "decided decide", "split decide", "undone undo", "merged undo"]);
    expect(await table.explainPair(a, b)).toMatchObject({ samePerson: true });
  });

  it("can be tried without being kept", async () => {
    const table = await linked();
    const before = [table.content(), await table.status()];
    const [a, b] = pairOf(table);
    await table.decide([a, b], "different", "to see", { dryRun: true });
    expect([table.content(), await table.status(), table.open.store.decisions()]).toEqual([...before, []]);
  });
});
