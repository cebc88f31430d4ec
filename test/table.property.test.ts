import { typesByName } from "@koppel/pseudonym";
import * as fc from "fast-check";
import { afterAll, expect, it } from "vitest";

import { recordKey } from "../packages/core/src/evidence/record-key.ts";
import { defaultModel } from "../packages/core/src/model/default-model.ts";
import { EvidenceModel } from "../packages/core/src/model/evidence-model.ts";
import type { RecordName } from "../packages/core/src/table/results.ts";
import { linkPlainly } from "./reference/linker.ts";
import { population, pseudonym } from "./reference/population.ts";
import type { PlainRecord } from "./reference/record.ts";
import { Story } from "./reference/story.ts";
import { csv, deliver, encrypted, ndjson, type Sheet } from "./support/delivery.ts";
import { LUNG_TYPES, TableMaker, TYPES, type TestTable } from "./support/tables.ts";

const types = typesByName(TYPES);
const { evidence, blocking } = new EvidenceModel(defaultModel, types, TYPES.indexOf("GG"), {});
const setup = {
  types,
  anchor: "GG",
  purposes: {},
  model: defaultModel,
  blocking: blocking.map((bit) => TYPES[evidence[bit]]),
};

// Two makers have two key rings, so nothing in their tables is the same but what the records say.
const one = await TableMaker.start(1);
const two = await TableMaker.start(2);
afterAll(() => Promise.all([one.close(), two.close()]));

/** A random number for each record decides how it is fed. */
const scene = population(types).chain((records) =>
  fc.record({
    records: fc.constant(
      records
        .map(withoutServiceNumber)
        .map(anchored)
        .flatMap((record, i) => (i % 3 === 0 ? [record, again(record)] : [record])),
    ),
    feed: fc.array(fc.nat(1023), { minLength: 2 * records.length, maxLength: 2 * records.length, size: "max" }),
  }),
);

it("holds the persons of the plain reference, however and wherever it is fed", async () => {
  let round = 0;
  await fc.assert(
    fc.asyncProperty(scene, async ({ records, feed }) => {
      round++;
      const whole = one.make();
      await whole.link(
        sheetsOf(records).map((sheet, i) => deliver(one.folder, `${round}-${i}.csv`, sheet, csv(sheet))),
      );
      const expected = linkPlainly(records, setup).persons.map((person) => person.toSorted());
      expect(whole.content().persons).toEqual(
        expected.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
      );

      const fed = two.make();
      for (const [run, deliveries] of runsOf(records, feed).entries())
        await fed.link(deliveries.map((sheet, i) => write(sheet, `${round}-${run}-${i}`, i + run)));
      const [a, b] = [await whole.status(), await fed.status()];
      expect(b).toMatchObject({ records: records.length, persons: expected.length, fingerprint: a.fingerprint });
      expect(b.localPatients).toBe(a.localPatients);
      expect(fed.content()).toEqual(whole.content());
      for (const table of [whole, fed]) expect(await table.verify()).toMatchObject({ ok: true });
    }),
    { numRuns: 40, seed: 20_270_101 },
  );
});

/** What happens to a table; numbers choose among what is there. */
const step = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("link" as const), records: fc.integer({ min: 1, max: 6 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("decide" as const),
      sides: fc.array(fc.nat(20), { minLength: 2, maxLength: 3 }),
      same: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("answer" as const), which: fc.nat(9), same: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("undo" as const), decision: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("erase" as const), record: fc.nat(20) }) },
);

const life = fc.record({ scene, steps: fc.array(step, { minLength: 4, maxLength: 10, size: "max" }) });

it("holds what deliveries, decisions, undos and erasures leave, in whatever order they came", async () => {
  let round = 0;
  const seen = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(life, async ({ scene: { records }, steps }) => {
      round++;
      const table = one.make();
      const story = new Story(records);
      const link = async (count: number, name: string): Promise<void> => {
        const sheets = sheetsOf(story.next(count));
        if (sheets.length > 0)
          await table.link(
            sheets.map((sheet, i) => deliver(one.folder, `life-${round}-${name}-${i}.csv`, sheet, csv(sheet))),
          );
      };
      await link(records.length / 2, "first");
      for (const [i, each] of steps.entries()) {
        const did = each.kind === "link" ? await link(each.records, String(i)) : await act(table, story, each);
        if (did !== false) seen.set(each.kind, (seen.get(each.kind) ?? 0) + 1);
      }
      await link(records.length, "last");
      const expected = linkPlainly(story.there, setup, story.decisions).persons.map((person) => person.toSorted());
      expect(table.content().persons).toEqual(
        expected.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
      );
      expect(await table.status()).toMatchObject({ records: story.there.length, persons: expected.length });
      expect(await table.verify()).toMatchObject({ ok: true });
    }),
    { numRuns: 40, seed: 20_270_101 },
  );
  for (const kind of ["link", "decide", "answer", "undo", "erase"]) expect(seen.get(kind)).toBeGreaterThan(5);
});

type Act = Exclude<typeof step extends fc.Arbitrary<infer S> ? S : never, { kind: "link" }>;

/** Does to table and story the same; false where there is nothing to do it to. */
async function act(table: TestTable, story: Story, each: Act): Promise<boolean> {
  if (each.kind === "erase") {
    if (story.there.length === 0) return false;
    const name = story.erase(each.record);
    expect(await table.erase([nameOf(name)])).toMatchObject({ records: 1 });
    return true;
  }
  if (each.kind === "undo") {
    if (story.decisions.length === 0) return false;
    await table.undo(story.undo(each.decision).id);
    return true;
  }
  const verdict = each.same ? "same" : "different";
  const open = table.numbers().cases;
  if (each.kind === "answer" && open.length === 0) return false;
  const asked = each.kind === "answer" ? open[each.which % open.length] : undefined;
  const persons = table.numbers().persons;
  const decision =
    each.kind === "decide"
      ? story.decision({ verdict, parts: each.sides.map((side) => [side]) })
      : story.answer(
          verdict,
          asked!.persons.map((number) => [...persons].flatMap(([name, own]) => (own === number ? [name] : []))),
        );
  if (decision === undefined) return false;
  const subject = asked?.id ?? decision.parts.flat().map((patient) => nameOf(story.recordsOf(patient)[0]));
  const before = [table.content(), table.numbers()];
  if (!story.fits(decision)) {
    await expect(table.decide(subject, verdict)).rejects.toThrow(
      expect.objectContaining({ code: "DECISION_CONTRADICTS" }),
    );
    return false;
  }
  const trial = await table.decide(subject, verdict);
  const after = table.content();
  await table.undo(trial.id);
  expect([table.content(), table.numbers()]).toEqual(before);
  const { id } = await table.decide(subject, verdict);
  expect(table.content()).toEqual(after);
  story.decisions.push({ ...decision, id });
  return true;
}

function nameOf(record: string): RecordName {
  const [registry, provider, recordId] = record.split(" ");
  return { registry, provider, recordId };
}

/** With the birth group that its values are made of: a delivery without is refused. */
function anchored(record: PlainRecord): PlainRecord {
  const made = Object.entries(record.values).find(([type]) => type !== "A" && type !== "B");
  if (made === undefined) return record;
  return { ...record, values: { ...record.values, [setup.anchor]: made[1].split("|")[0]! } };
}

/** The registry "lung" may not have type B. */
function withoutServiceNumber(record: PlainRecord): PlainRecord {
  if (!record.name.startsWith("lung")) return record;
  const { B: _, ...values } = record.values;
  return { ...record, values };
}

/** Another visit of the same patient, registered alike. */
function again(record: PlainRecord): PlainRecord {
  const [registry, provider, recordId] = record.name.split(" ");
  const words = new Uint32Array(recordKey(registry, provider, `${recordId}-again`).slice().buffer);
  return {
    ...record,
    name: `${record.name}-again`,
    key: Array.from(words, (word) => word.toString(16).padStart(8, "0")).join(""),
  };
}

/** Records as their providers deliver them, one sheet for each registry. */
function sheetsOf(records: readonly PlainRecord[]): Sheet[] {
  const parties = Map.groupBy(records, ({ name }) => name.replace(/ \S+$/, ""));
  return [...parties].map(([party, own]) => {
    const [registry, provider] = party.split(" ");
    const types = (registry === "lung" ? LUNG_TYPES : TYPES).filter(
      (type) => type === setup.anchor || own.some(({ values }) => type in values),
    );
    return {
      registry,
      provider,
      types,
      stage: "pre",
      records: own.map(({ name, mrn, values }) => ({
        recordId: name.split(" ")[2],
        mrn: mrn === undefined ? null : bytes("MRN", `${provider}|${mrn}`),
        date: "",
        values: types.map((type) => (type in values ? bytes(type, values[type]) : null)),
      })),
    };
  });
}

function bytes(type: string, text: string): Uint8Array {
  return new Uint8Array(pseudonym(type, text).slice().buffer);
}

/** The records over one to three runs, each party's over one or two deliveries a run, all of it in another order. */
function runsOf(records: readonly PlainRecord[], feed: readonly number[]): Sheet[][] {
  const order = [...records.keys()].toSorted((a, b) => feed[a] - feed[b]);
  const runs = [0, 1, 2].map((run) => order.filter((i) => feed[i] % 3 === run));
  return runs
    .filter((run) => run.length > 0)
    .map((run) => [0, 1].flatMap((half) => sheetsOf(run.filter((i) => feed[i] % 2 === half).map((i) => records[i]))));
}

/** Writes a sheet, in one form or another. */
function write(sheet: Sheet, name: string, form: number): string {
  if (form % 3 === 0) return deliver(two.folder, `${name}.csv`, sheet, csv(sheet));
  if (form % 3 === 1) return deliver(two.folder, `${name}.ndjson`, sheet, ndjson(sheet));
  const final = encrypted(sheet, two.ring);
  return deliver(two.folder, `${name}.csv`, final, csv(final));
}
