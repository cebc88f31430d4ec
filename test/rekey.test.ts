import { existsSync, readFileSync } from "node:fs";

import type { PatientRecord } from "@koppel/pseudonym";
import { afterAll, expect, it } from "vitest";

import type { Block } from "../packages/core/src/evidence/block.ts";
import { PartitionReader } from "../packages/core/src/store/partition-reader.ts";
import type { RecordName } from "../packages/core/src/table/results.ts";
import { versionsInUse } from "../packages/core/src/table/versions-in-use.ts";
import { csv, deliver, encrypted, type Sheet } from "./support/delivery.ts";
import { sheet, sheetOf } from "./support/patients.ts";
import { rekeyPart, RotatedRing, stateOf, timeless } from "./support/rekeying.ts";
import { LUNG_TYPES, TableMaker, TYPES, type TestTable } from "./support/tables.ts";

const maker = await TableMaker.start(2);
afterAll(() => maker.close());

let files = 0;
const path = (each: Sheet): string => deliver(maker.folder, `${files++}.csv`, each, csv(each));
const lung = (provider: string, first: number, count: number): Sheet =>
  sheet("lung", provider, LUNG_TYPES, first, count);

/** A patient of the sheets under another birth date, and two who share a citizen service number: bridges and a question about one. */
const corrected: PatientRecord[] = [
  { recordId: "corrected", mrn: "number-7", birthName: "Bakker", birthDate: "1962-05-05", sex: "M", bsn: "111222333" },
  { recordId: "other", mrn: "number-77", birthName: "Visser", birthDate: "1971-01-01", sex: "V", bsn: "123456782" },
  { recordId: "another", mrn: "number-78", birthName: "Visser", birthDate: "1971-01-02", sex: "V", bsn: "123456782" },
].map((record) => ({ ...record, eventDate: "2024-02-01" }));
const heart = sheetOf("heart", "H1", TYPES, corrected);
const first = [lung("H1", 0, 60), lung("H2", 20, 60)].map(path);
const second = [path(heart), path(encrypted(lung("H3", 30, 40), maker.ring))];
const later = [path(encrypted(lung("H1", 60, 40), maker.ring)), path(lung("H2", 80, 40))];
const nameOf = (provider: string, n: number): RecordName => ({
  registry: "lung",
  provider,
  recordId: `${provider}-visit ${n}`,
});

/** A question within a birth group. */
function openCase(table: TestTable): number {
  return table.numbers().cases.find(({ kind }) => kind !== "bridge")!.id;
}

/** A table with several runs, decisions, one of them undone, bridges, cases and an erasure. */
async function lived(): Promise<TestTable> {
  const table = maker.make();
  await table.link(first);
  await table.link(second);
  await table.decide(openCase(table), "same");
  await table.decide(openCase(table), "different");
  await table.undo((await table.decide(openCase(table), "different")).id);
  await table.erase([nameOf("H1", 5), nameOf("H2", 40)]);
  expect(table.open.store.bridges().size).toBeGreaterThan(0);
  expect(table.numbers().cases.map(({ kind }) => kind)).toContain("bridge");
  return table;
}

it("carries everything to new keys, and changes nothing else", async () => {
  const table = await lived();
  const [before, status, runs] = [stateOf(table), await table.status(), table.open.store.runs()];
  const again = await new RotatedRing(maker).open(table, "link", "seal");
  const segments = runs.length;
  const done = await again.rekey();
  const partitions = again.open.store.partitions().length;
  expect(done).toMatchObject({
    run: segments + 1,
    resumed: false,
    link: { from: 1, to: 2 },
    seal: { from: [1], to: 2 },
  });
  expect(done).toMatchObject({ partitions, deliveries: first.length + second.length });
  expect(stateOf(again)).toEqual(before);
  expect(await again.status()).toEqual({ ...status, runs: runs.length + 1 });
  expect(await again.verify()).toMatchObject({ ok: true });
  const [last] = again.open.store.runs().slice(-1);
  expect(last).toMatchObject({ kind: "rekey", model: "default-1" });
  expect(JSON.parse(last.result)).toMatchObject({ partitions, link: { from: 1, to: 2 } });
  expect(await again.rekey()).toMatchObject({
    run: null,
    partitions: 0,
    link: { from: 2, to: 2 },
    seal: { from: [2] },
  });
});

it("goes on afterwards as a table does that was never re-keyed", async () => {
  const [twin, table] = [await lived(), await lived()];
  const again = await new RotatedRing(maker).open(table, "link", "seal");
  await again.rekey();
  for (const each of [twin, again]) {
    await each.link(later);
    await each.decide(openCase(each), "different");
    await each.decide(openCase(each), "same");
    await each.undo(1);
    await each.erase([nameOf("H2", 81), nameOf("H3", 33)]);
    await each.relink();
  }
  expect(timeless(again)).toEqual(timeless(twin));
  expect((await again.status()).fingerprint).toBe((await twin.status()).fingerprint);
  expect(await again.verify()).toMatchObject({ ok: true });
});

it.each([["link"], ["seal"], ["link", "seal"]])(
  "leaves nothing in the file under old keys: %s %s",
  async (...domains) => {
    const table = await lived();
    const { store } = table.open;
    const old = store
      .partitions()
      .flatMap(({ partition }) => [
        ...store.segmentRuns(partition).map((run) => store.segmentPart(partition, run, "evidence")),
        store.partition(partition)!.roster,
      ]);
    const before = stateOf(table);
    const ring = new RotatedRing(maker);
    const renewed = domains.filter((domain) => domain !== undefined);
    const again = await ring.open(table, ...renewed);
    await again.rekey();

    const bytes = Buffer.concat(
      ["", "-wal"]
        .map((suffix) => table.path + suffix)
        .flatMap((file) => (existsSync(file) ? [readFileSync(file)] : [])),
    );
    expect(bytes.includes(table.open.setup.table), "the search finds what is there").toBe(true);
    for (const sealed of old) expect(bytes.includes(Buffer.from(sealed.subarray(5, 40)))).toBe(false);
    const versions = versionsInUse(again.open.store).map(({ domain, version }) => `${domain} ${version}`);
    expect(versions).toEqual(["link", "seal"].map((domain) => `${domain} ${renewed.includes(domain) ? 2 : 1}`));

    const bare = maker.open(table.path, await ring.forgetOld(...renewed));
    expect(await bare.verify()).toMatchObject({ ok: true });
    expect(stateOf(bare)).toEqual(before);
    await bare.link(later);
    expect(await bare.verify()).toMatchObject({ ok: true });
  },
);

it("puts pseudonyms under the new link key, and keeps handles", async () => {
  const table = await lived();
  const blocksOf = ({ open: { store, sealer } }: TestTable): Block[] => {
    const reader = new PartitionReader(store, sealer);
    return store.partitions().flatMap(({ partition }) => reader.read(partition).blocks);
  };
  /** Values of a block one by one, those that are missing apart. */
  const valuesOf = ({ values, number, present }: Block): { there: string[]; missing: string[] } => {
    const all = [...values.entries(), [15, number] as const].flatMap(([bit, column]) =>
      column === undefined
        ? []
        : Array.from(present, (flags, row) => ({
            there: (flags & (1 << bit)) !== 0,
            value: column.subarray(row * 4, (row + 1) * 4).join(),
          })),
    );
    const pick = (there: boolean): string[] => all.filter((each) => each.there === there).map(({ value }) => value);
    return { there: pick(true), missing: pick(false) };
  };
  const before = blocksOf(table);
  const again = await new RotatedRing(maker).open(table, "link");
  await again.rekey();
  const after = blocksOf(again);
  expect(after.map(({ handle }) => handle.join())).toEqual(before.map(({ handle }) => handle.join()));
  const [old, fresh] = [before, after].map((blocks) => blocks.map(valuesOf));
  expect(fresh.map(({ there }) => there.length)).toEqual(old.map(({ there }) => there.length));
  const known = new Set(old.flatMap(({ there }) => there));
  expect(fresh.flatMap(({ there }) => there).filter((value) => known.has(value))).toEqual([]);
  expect(new Set(fresh.flatMap(({ missing }) => missing))).toEqual(new Set(["0,0,0,0"]));
});

it("goes on where it was stopped, and begins anew where the keys are others by then", async () => {
  const table = await lived();
  const before = stateOf(table);
  const ring = new RotatedRing(maker);
  const again = await ring.open(table, "link");
  const all = again.open.store.partitions().length;
  expect(await rekeyPart(again, 3)).toBe(true);
  expect(stateOf(again)).toEqual(before);
  const used = versionsInUse(again.open.store).filter(({ domain }) => domain === "link");
  expect(used.map(({ version }) => version)).toEqual([1, 2]);
  const { partitions, resumed } = await again.rekey();
  expect(resumed).toBe(true);
  expect(partitions).toBeLessThanOrEqual(all - 3);
  expect(stateOf(again)).toEqual(before);

  const third = await ring.open(table, "link");
  expect(await rekeyPart(third, 3)).toBe(true);
  const fourth = await ring.open(table, "seal");
  expect(await fourth.rekey()).toMatchObject({ resumed: false, partitions: all, link: { from: 2, to: 3 } });
  expect(stateOf(fourth)).toEqual(before);
  expect(await fourth.verify()).toMatchObject({ ok: true });
});

it("does again what was written to after it was read", async () => {
  const [twin, table] = [await lived(), await lived()];
  const again = await new RotatedRing(maker).open(table, "link", "seal");
  const other = maker.open(table.path, again.open.ring);
  const { pool } = again.open;
  const run = pool.run.bind(pool);
  let linked: Promise<unknown> | undefined;
  // Nothing that was read comes back before a run has changed the table.
  const late: typeof pool.run = async (name, input) => {
    const read = await run(name, input);
    if (name === "rekey") await (linked ??= other.link(later));
    return read;
  };
  Object.assign(pool, { run: late });
  try {
    await again.rekey();
  } finally {
    Object.assign(pool, { run });
  }
  await twin.link(later);
  expect(timeless(again)).toEqual(timeless(twin));
  expect(await again.verify()).toMatchObject({ ok: true });
});

it("re-keys a table with nothing in it", async () => {
  const table = maker.make();
  const again = await new RotatedRing(maker).open(table, "link", "seal");
  expect(await again.rekey()).toMatchObject({ run: 1, partitions: 0, seal: { from: [], to: 2 } });
  await again.link(first);
  expect(await again.verify()).toMatchObject({ ok: true });
});
