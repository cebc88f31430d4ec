import { typesByName } from "@koppel/pseudonym";
import * as fc from "fast-check";
import { afterAll, expect, it } from "vitest";

import { recordKey } from "../packages/core/src/evidence/record-key.ts";
import { defaultModel } from "../packages/core/src/model/default-model.ts";
import { EvidenceModel } from "../packages/core/src/model/evidence-model.ts";
import { linkPlainly } from "./reference/linker.ts";
import { population, pseudonym } from "./reference/population.ts";
import type { PlainRecord } from "./reference/record.ts";
import { csv, deliver, encrypted, ndjson, type Sheet } from "./support/delivery.ts";
import { LUNG_TYPES, TableMaker, TYPES } from "./support/tables.ts";

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
