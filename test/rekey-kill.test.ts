import { typesByName } from "@koppel/pseudonym";
import { writeDeliveries } from "@koppel/synth";
import { afterAll, expect, it } from "vitest";

import { RotatedRing, stateOf } from "./support/rekeying.ts";
import { TableProcess } from "./support/table-process.ts";
import { LUNG_TYPES, TableMaker, type TestTable } from "./support/tables.ts";

const KILLS = 100;

const maker = await TableMaker.start(2);
afterAll(() => maker.close());

async function filled(): Promise<TestTable> {
  const table = maker.make();
  const types = typesByName(LUNG_TYPES.filter((type) => type !== "A"));
  const { files, providers } = await writeDeliveries(maker.folder, {
    persons: 600,
    providers: 3,
    seed: 1,
    registry: "lung",
    types,
  });
  for (const provider of providers) table.open.store.addProvider(provider);
  for (const file of files) await table.link([file]);
  return table;
}

/** Where a table was left: a generation half made or made, or one that is not yet deleted. */
function placeOf({ open: { store } }: TestTable): string {
  const { generation } = store.setup;
  const last = store.generations.all().at(-1)!.id;
  if (last > generation) return store.generations.missing(last).partitions.length > 0 ? "making" : "made";
  return [...store.generations.sizes().keys()].some((id) => id !== generation) ? "deleting" : "at rest";
}

it("leaves the table whole wherever it is killed, and comes to its end", async () => {
  const made = await filled();
  const { fingerprint, records } = await made.status();
  expect(records).toBeGreaterThan(2000);
  const before = stateOf(made);
  const ring = new RotatedRing(maker);
  let table = await ring.open(made, "link", "seal");
  const usual = await new TableProcess(maker, made.path, ring.path).time({});
  const check = async (of: TestTable): Promise<void> => {
    expect(stateOf(of)).toEqual(before);
    expect(await of.verify()).toMatchObject({ ok: true });
  };

  table = await ring.open(table, "link");
  const places = new Map<string, number>();
  let [kills, ends, random] = [0, 0, 1];
  let next = new TableProcess(maker, made.path, ring.path);
  while (kills < KILLS) {
    const rekeyer = next;
    // The next one starts while this one works.
    next = new TableProcess(maker, made.path, ring.path);
    random = (random * 48_271) % 0x7fffffff;
    const done = await rekeyer.run({}, (random / 0x7fffffff) * 0.7 * usual);
    expect((await table.status()).fingerprint).toBe(fingerprint);
    if (!done) {
      const place = placeOf(table);
      places.set(place, (places.get(place) ?? 0) + 1);
      if (++kills % 20 === 0) await check(table);
    } else table = await ring.open(table, ++ends % 2 === 0 ? "link" : "seal");
  }
  await next.kill();
  await table.rekey();
  expect(placeOf(table)).toBe("at rest");
  await check(maker.open(made.path, await ring.forgetOld("link", "seal")));
  expect(places.get("making")).toBeGreaterThan(20);
  expect(places.get("deleting")).toBeGreaterThan(2);
  expect(ends).toBeGreaterThan(5);
}, 600_000);
