import type { PatientRecord } from "@koppel/pseudonym";
import { afterAll, describe, expect, it } from "vitest";

import { defaultModel } from "../packages/core/src/model/default-model.ts";
import { useModel } from "../packages/core/src/table/models.ts";
import type { Explanation, HistoryEntry } from "../packages/core/src/table/explanation-result.ts";
import type { RecordName } from "../packages/core/src/table/results.ts";
import { csv, deliver } from "./support/delivery.ts";
import { sheet, sheetOf } from "./support/patients.ts";
import { LUNG_TYPES, TableMaker, type TestTable } from "./support/tables.ts";

const maker = await TableMaker.start(2);
afterAll(() => maker.close());

const anna = { birthName: "Jansenaa", givenNames: "Anna", birthDate: "1961-05-05", sex: "V", postcode: "1234AB" };
let made = 0;

/** Links one visit a run: who it is if not Anna, at which hospital, under which number. */
async function visit(
  table: TestTable,
  provider: string,
  mrn: string,
  changes: Partial<PatientRecord> = {},
): Promise<RecordName> {
  const [only] = await visits(table, provider, [mrn], changes);
  return only!;
}

/** The same under several numbers in one run. */
async function visits(
  table: TestTable,
  provider: string,
  numbers: readonly string[],
  changes: Partial<PatientRecord>,
): Promise<RecordName[]> {
  const common = { ...anna, houseNumber: "1", eventDate: "2024-01-01", ...changes };
  const records = numbers.map((mrn) => ({ ...common, mrn, recordId: `${provider}-${made++}` }));
  const delivery = sheetOf("lung", provider, LUNG_TYPES, records);
  await table.link([deliver(maker.folder, `${made}.csv`, delivery, csv(delivery))]);
  return records.map(({ recordId }) => ({ registry: "lung", provider, recordId }));
}

const nameOf = ({ registry, provider, recordId }: RecordName): string => `${registry}:${provider}:${recordId}`;

/** A history in brief: what happened in which kind of run. */
const told = (history: readonly HistoryEntry[]): string[] => history.map(({ why, kind }) => `${why}: ${kind}`);

function sum({ waterfall }: Explanation["evidence"][number]): number {
  return waterfall.reduce((total, { logOdds }) => total + logOdds, 0);
}

describe("explain shows", () => {
  it("a possible twin: the levels, a waterfall to the weight, and the case", async () => {
    const table = maker.make();
    const one = await visit(table, "H1", "1");
    const bea = { givenNames: "Bea", postcode: "1234CD" };
    const other = await visit(table, "H2", "1", bea);
    // Has nothing to do with the first, but is one with the second.
    const married = { ...bea, birthName: "Bakkerij", postcode: "9876ZX" };
    await visit(table, "H2", "1", married);
    const third = await visit(table, "H3", "1", married);
    const { model, method, person, evidence, cases, history } = await table.explain(one);
    expect([model, method]).toEqual(["default-1", "default"]);
    expect(evidence).toMatchObject([
      {
        with: nameOf(other),
        joined: false,
        action: "review",
        levels: { name: "name8-initial", place: "place4", number: "number-missing", side: "other-provider" },
        falseShare: 0.2,
        estimate: null,
        veto: null,
        decided: null,
      },
    ]);
    expect(sum(evidence[0]!)).toBe(evidence[0]!.weight);
    const [asked] = cases;
    expect([cases.length, asked!.kind]).toEqual([1, "twin"]);
    const at = (record: RecordName): number => asked!.patients.findIndex((each) => each.record === nameOf(record));
    const { class: name, action, weight, veto, decided } = evidence[0]!;
    expect(asked!.matrix[at(one)]![at(other)]).toEqual({ class: name, action, weight, veto, decided });
    expect(asked!.matrix[at(other)]![at(other)]).toBeNull();
    expect(asked!.matrix[at(third)]).toMatchObject({ [at(one)]: { action: "apart" }, [at(other)]: { action: "link" } });
    expect(history).toMatchObject([{ kind: "seen", run: 1, records: 1, providers: ["H1"], model: "default-1" }]);
    expect(await table.explainPair(one, other)).toMatchObject({
      samePerson: false,
      because: `The evidence leaves it open; case ${cases[0]!.id} asks a person.`,
      persons: [person, evidence[0]!.person],
      chain: [],
    });
  });

  it("rivals, compared all with all, and what excludes whom", async () => {
    const table = maker.make();
    const [a, b, c] = [await visit(table, "H1", "1"), await visit(table, "H2", "1"), await visit(table, "H2", "2")];
    // The second came into the person of the first, and out of it when the rival came.
    expect(told((await table.explain(b)).history)).toEqual(["link: seen", "link: split"]);
    const [found] = (await table.explain(c)).cases;
    expect(found).toMatchObject({ kind: "rivals" });
    const at = (record: RecordName): number => found!.patients.findIndex((each) => each.record === nameOf(record));
    const between = (x: RecordName, y: RecordName): unknown => found!.matrix[at(x)]![at(y)];
    expect(between(a, b)).toMatchObject({ action: "link", veto: null });
    expect(between(c, a)).toMatchObject({ action: "link", veto: null });
    expect(between(b, c)).toMatchObject({ action: "review", veto: "two-patient-numbers" });
    expect(between(b, c)).toEqual(between(c, b));
  });

  it("a decision, whom it concerns, and that it was taken back", async () => {
    const table = maker.make();
    const [a, b] = [await visit(table, "H1", "1"), await visit(table, "H2", "1")];
    const before = await table.explain(b);
    expect((await table.explainPair(a, b)).because).toMatch(/^The model links pairs of this class/);

    const decision = await table.decide([a, b], "different");
    const apart = await table.explain(b);
    expect(apart.evidence).toMatchObject([
      { joined: false, action: "link", veto: null, decided: { verdict: "different", decisions: [decision.id] } },
    ]);
    expect(apart.decisions).toEqual([{ ...decision, sides: expect.arrayContaining([[nameOf(a)], [nameOf(b)]]) }]);
    expect(told(apart.history)).toEqual(["link: seen", "decide: decided", "decide: split"]);
    expect((await table.explainPair(a, b)).because).toBe(
      `A person decided that they are different people (decision ${decision.id}).`,
    );

    const { undone } = await table.undo(decision.id);
    const back = await table.explain(b);
    expect(back).toMatchObject({ person: before.person, evidence: [{ joined: true, decided: null }] });
    expect(back.decisions).toMatchObject([{ id: decision.id, undone: { by: undone!.by, reason: undone!.reason } }]);
    const all = ["link: seen", "link: seen", "decide: decided", "decide: split", "undo: undone", "undo: merged"];
    expect(told(back.history)).toEqual(all);
  });

  it("that a decision about others keeps two apart", async () => {
    const table = maker.make();
    const a = await visit(table, "H1", "1");
    const b = await visit(table, "H2", "1", { postcode: "9876ZX" });
    await table.decide([a, b], "different");
    const c = await visit(table, "H3", "1");
    expect((await table.explainPair(a, c)).samePerson).toBe(true);
    expect(await table.explainPair(c, b)).toMatchObject({
      samePerson: false,
      because: "A person decided that others of the two persons are different people (decision 1).",
    });
  });

  it("a merge, and a split under another model; numbers that were merged away lead on", async () => {
    const table = maker.make();
    const a = await visit(table, "H1", "1");
    const baker = { birthName: "Bakkerij", postcode: "9876ZX" };
    const b = await visit(table, "H2", "1", baker);
    const c = await visit(table, "H3", "1", { birthName: "Visserman", postcode: "5555AA" });
    const [one, two, three] = await Promise.all([a, b, c].map(async (each) => (await table.explain(each)).person));
    // One hospital knows her by all names, and so brings one after the other together.
    const married = await visit(table, "H3", "1", baker);
    expect(await table.explain(three!)).toMatchObject({ person: two, formerly: [three] });
    await visit(table, "H3", "1");
    const merged = await table.explain(three!);
    expect(merged).toMatchObject({ person: one, formerly: [three, two] });
    expect(merged.history.filter(({ kind }) => kind !== "seen")).toMatchObject([
      { kind: "merged", person: three, other: two },
      { kind: "merged", person: two, other: one },
    ]);

    const way = await table.explainPair(a, b);
    expect(way.because).toBe(
      "They do not link by themselves; 2 steps through other local patients of the person connect them.",
    );
    expect(way.evidence).toMatchObject({ action: "apart" });
    expect(way.chain).toMatchObject([
      { from: nameOf(a), to: nameOf(c), by: "link" },
      { from: nameOf(c), to: nameOf(b), by: "link" },
    ]);
    expect((await table.explainPair(c, married)).because).toBe("Their provider gave both the same patient number.");

    const classes = defaultModel.classes.map((each) => ({ ...each, action: "review" as const }));
    table.open.store.addModel("strict", JSON.stringify({ ...defaultModel, version: "strict", classes }));
    useModel(table.open, "strict");
    expect((await table.explain(two!)).person).toBe(one);
    await table.relink();
    const split = await table.explain(two!);
    expect(split).toMatchObject({ person: two, model: "strict", formerly: [] });
    expect(split.history.at(-1)).toMatchObject({
      why: "relink",
      kind: "split",
      person: two,
      other: one,
      model: "strict",
    });
    expect(told(split.history)).toEqual(["link: seen", "link: merged", "link: merged", "relink: split"]);
  });

  it("whom the evidence may have to do with, and nobody where there is no birth group", async () => {
    const table = maker.make();
    const a = await visit(table, "H1", "1");
    const housemate = await visit(table, "H2", "1", { birthName: "Bakkerij" });
    await visit(table, "H3", "1", { birthName: "Visserman", postcode: "9876ZX" });
    // Many enough that some stand in one partition.
    const numbers = Array.from({ length: 60 }, (_, i) => `undated ${i}`);
    const undated = await visits(table, "H1", numbers, { birthDate: "" });
    expect((await table.explain(a)).evidence).toMatchObject([
      { with: nameOf(housemate), action: "review", levels: { name: "name-differs", place: "place6" } },
    ]);
    for (const each of undated) expect((await table.explain(each)).evidence).toEqual([]);
  });

  it("a bridge over birth groups that comes and goes", async () => {
    const table = maker.make();
    const a = await visit(table, "H1", "1");
    const b = await visit(table, "H1", "1", { birthDate: "1961-05-06" });
    const one = await table.explain(a);
    expect(one.bridges).toHaveLength(1);
    expect(told(one.history)).toEqual(["link: seen", "link: seen", "link: bridged"]);
    expect(await table.explainPair(a, b)).toMatchObject({
      samePerson: true,
      because: "Their provider gave both one patient number, which stands in two birth groups.",
      evidence: null,
      chain: [{ from: nameOf(a), to: nameOf(b), by: "number", class: null, weight: null }],
    });
    expect((await table.explain(one.bridges[0]!)).person).toBe(one.person);

    // Another number of the same hospital is no bridge.
    const second = await visit(table, "H1", "2");
    const decision = await table.decide([a, second], "same");
    expect((await table.explainPair(second, b)).chain).toMatchObject([
      { to: nameOf(a), by: "decision", decisions: [decision.id] },
      { to: nameOf(b), by: "number", decisions: [] },
    ]);

    await table.decide([a, b], "different");
    const alone = await table.explain(b);
    expect(alone).toMatchObject({ person: one.bridges[0], bridges: [] });
    expect(told(alone.history)).toEqual(["link: seen", "link: bridged", "decide: decided", "decide: unbridged"]);
    expect((await table.explainPair(a, b)).because).toMatch(/^A person decided that they are different/);
  });
});

it("finds a way between any two patients of one person, and gives no value away", async () => {
  const table = maker.make();
  const sheets = ["H1", "H2", "H3"].map((provider, i) => sheet("lung", provider, LUNG_TYPES, 20 * i, 40));
  await table.link(sheets.map((each) => deliver(maker.folder, `${each.provider}.csv`, each, csv(each))));
  const persons = Map.groupBy(table.numbers().persons, ([, person]) => person);
  const largest = [...persons.values()].toSorted((a, b) => b.length - a.length).slice(0, 4);
  let steps = 0;
  for (const own of largest) {
    const [first, ...others] = own.map(([name]) => {
      const [, registry, provider, recordId] = /^(\S+) (\S+) (.+)$/.exec(name)!;
      return { registry: registry!, provider: provider!, recordId: recordId! };
    });
    for (const other of others) {
      const { because, chain, ...rest } = await table.explainPair(first!, other);
      expect(rest.samePerson).toBe(true);
      expect(chain.length === 0).toBe(because.includes("same patient number"));
      chain.slice(1).forEach((step, i) => expect(step.from).toBe(chain[i]!.to));
      steps += chain.length;
    }
    // Pseudonyms are 16 bytes: in hex, base64url or as numbers.
    expect(JSON.stringify(await table.explain(first!))).not.toMatch(/[\w-]{22}|\d{7}/);
  }
  expect(steps).toBeGreaterThan(10);
});
