import * as fc from "fast-check";
import { afterAll, expect, it } from "vitest";

import { KoppelError } from "@koppel/core";

import type { RecordName } from "../packages/core/src/table/results.ts";
import { csv, deliver } from "./support/delivery.ts";
import { sheet } from "./support/patients.ts";
import { rekeyPart, RotatedRing, timeless } from "./support/rekeying.ts";
import { LUNG_TYPES, TableMaker, type TestTable } from "./support/tables.ts";

const maker = await TableMaker.start(2);
afterAll(() => maker.close());

const PROVIDERS = ["H1", "H2", "H3"];

/** What happens to a table; numbers choose among what is there. */
const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("link" as const),
      provider: fc.nat(2),
      records: fc.integer({ min: 1, max: 8 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("decide" as const), which: fc.nat(99), same: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("undo" as const), which: fc.nat(9) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("erase" as const), which: fc.nat(99) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("relink" as const) }) },
);

const rekeying = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant("part" as const), partitions: fc.integer({ min: 1, max: 8 }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("whole" as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("rotate" as const), domain: fc.constantFrom("link", "seal") }),
  },
);

const life = fc.record({
  before: fc.integer({ min: 20, max: 40 }),
  steps: fc.array(fc.tuple(step, rekeying), { minLength: 4, maxLength: 8, size: "max" }),
});

it("loses nothing of what is done to a table while it is re-keyed in parts", async () => {
  const seen = { stopped: 0, outdated: 0, finished: 0 };
  let round = 0;
  await fc.assert(
    fc.asyncProperty(life, async ({ before, steps }) => {
      round++;
      const ring = new RotatedRing(maker);
      const still = maker.make();
      let moving = await ring.open(maker.make(), "link");
      const next = new Map(PROVIDERS.map((provider, i) => [provider, 20 * i]));
      const link = async (provider: string, records: number): Promise<void> => {
        const from = next.get(provider)!;
        next.set(provider, from + records);
        const visits = sheet("lung", provider, LUNG_TYPES, from, records);
        const path = deliver(maker.folder, `${round}-${provider}-${from}.csv`, visits, csv(visits));
        for (const table of [still, moving]) await table.link([path]);
      };
      for (const provider of PROVIDERS) await link(provider, before);
      for (const [each, rekey] of steps) {
        if (each.kind === "link") await link(PROVIDERS[each.provider], each.records);
        else expect(await act(moving, each)).toEqual(await act(still, each));
        seen.outdated += staged(moving) > 0 && !isWhole(moving) ? 1 : 0;
        if (rekey.kind === "rotate") moving = await ring.open(moving, rekey.domain);
        else if (rekey.kind === "whole") await moving.rekey();
        else seen[(await rekeyPart(moving, rekey.partitions)) ? "stopped" : "finished"]++;
        expect(timeless(moving)).toEqual(timeless(still));
      }
      await moving.rekey();
      expect(timeless(moving)).toEqual(timeless(still));
      expect((await moving.status()).fingerprint).toBe((await still.status()).fingerprint);
      const bare = maker.open(moving.path, await ring.forgetOld("link", "seal"));
      expect(await bare.verify()).toMatchObject({ ok: true });
    }),
    { numRuns: 20, seed: 20_270_101 },
  );
  expect(seen.stopped).toBeGreaterThan(5);
  expect(seen.outdated).toBeGreaterThan(5);
});

/** Partitions of a generation that is being made. */
function staged({ open: { store } }: TestTable): number {
  const last = store.generations.all().at(-1)!.id;
  return last > store.setup.generation ? (store.generations.sizes().get(last) ?? 0) : 0;
}

function isWhole({ open: { store } }: TestTable): boolean {
  return store.generations.missing(store.generations.all().at(-1)!.id).partitions.length === 0;
}

type Act = Exclude<typeof step extends fc.Arbitrary<infer S> ? S : never, { kind: "link" }>;

/** Does something to a table; tells what came of it. */
async function act(table: TestTable, each: Act): Promise<string> {
  try {
    if (each.kind === "decide") {
      const { cases } = table.numbers();
      if (cases.length === 0) return "nothing to decide";
      await table.decide(cases[each.which % cases.length].id, each.same ? "same" : "different");
    } else if (each.kind === "undo") {
      const standing = table.open.store.decisions().filter(({ undone }) => undone === null);
      if (standing.length === 0) return "nothing to undo";
      await table.undo(standing[each.which % standing.length].id);
    } else if (each.kind === "erase") {
      const names = [...table.numbers().persons.keys()].toSorted();
      await table.erase([nameOf(names[each.which % names.length])]);
    } else await table.relink();
    return each.kind;
  } catch (error) {
    if (error instanceof KoppelError) return error.code;
    throw error;
  }
}

function nameOf(record: string): RecordName {
  const [registry, provider, ...recordId] = record.split(" ");
  return { registry, provider, recordId: recordId.join(" ") };
}
