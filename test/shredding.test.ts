import { copyFileSync, existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import { unseal } from "@koppel/keyring";
import { afterAll, expect, it } from "vitest";

import { deliveryPart, partitionPart } from "../packages/core/src/store/part-key.ts";
import { assignmentPlace, rosterPlace, segmentPlace } from "../packages/core/src/store/partition-reader.ts";
import { SqliteStore } from "../packages/core/src/store/sqlite-store.ts";
import type { RecordName } from "../packages/core/src/table/results.ts";
import { csv, deliver } from "./support/delivery.ts";
import { sheet } from "./support/patients.ts";
import { RotatedRing } from "./support/rekeying.ts";
import { TableProcess } from "./support/table-process.ts";
import { LUNG_TYPES, TableMaker, type TestTable } from "./support/tables.ts";

const maker = await TableMaker.start(2);
afterAll(() => maker.close());

const KILLS = 30;

const sheets = ["H1", "H2", "H3"].map((provider, i) => sheet("lung", provider, LUNG_TYPES, 40 * i, 120));
const paths = sheets.map((each, i) => deliver(maker.folder, `${i}.csv`, each, csv(each)));

async function linked(): Promise<TestTable> {
  const table = maker.make();
  for (const path of paths) await table.link([path]);
  return table;
}

/** Some sealed text of a table: which part it is of, and where it stands in it. */
interface Text {
  readonly part: string;
  readonly place: string;
  readonly sealed: Uint8Array;
}

function textsOf({ open: { store } }: TestTable): Text[] {
  return [
    ...store.partitions().flatMap(({ partition, run }): Text[] => {
      const part = partitionPart(partition);
      const { assignment, roster } = store.partition(partition)!;
      return [
        { part, place: assignmentPlace(partition, run), sealed: assignment },
        { part, place: rosterPlace(partition, run), sealed: roster },
        ...store.segmentRuns(partition).flatMap((own) =>
          (["evidence", "records", "record_ids", "reversible_numbers"] as const).map((name) => ({
            part,
            place: segmentPlace(partition, own, name),
            sealed: store.segmentPart(partition, own, name),
          })),
        ),
      ];
    }),
    ...store.deliveries().map(({ id }) => ({
      part: deliveryPart(id),
      place: `record-keys|${id}`,
      sealed: store.recordKeys(id),
    })),
  ];
}

/** Part keys by part: as the table keeps them, and opened. */
function keysOf({ open: { store, ring, setup } }: TestTable, parts: readonly string[]): Map<string, [Buffer, Buffer]> {
  const context = `${setup.table}|${setup.generation}|part key of`;
  return new Map(
    parts.map((part) => {
      const sealed = store.partKeys.of(part)!.subarray(4);
      const key = unseal(ring.material("seal", 1), sealed, `${context} ${part}`);
      return [part, [Buffer.from(sealed), Buffer.from(key)]];
    }),
  );
}

/** Whether a sealed text opens with all that a table and its key ring give, whatever its part. */
function opens({ open: { store, sealer } }: TestTable, parts: readonly string[], { place, sealed }: Text): boolean {
  return parts.some((part) => {
    try {
      return sealer.keyOf(part, store.partKeys).open(sealed, place).length >= 0;
    } catch (error) {
      expect(error).toMatchObject({ code: "SEAL_BROKEN" });
      return false;
    }
  });
}

function bytesOf(path: string): Buffer {
  const files = ["", "-wal"].map((suffix) => path + suffix).filter((file) => existsSync(file));
  return Buffer.concat(files.map((file) => readFileSync(file)));
}

/** Records of the first person at one of its providers. */
function chosen(table: TestTable): RecordName[] {
  const { persons } = table.numbers();
  const [own] = Map.groupBy(persons.keys(), (name) => persons.get(name)!).values();
  const names = own
    .map((name) => name.split(" "))
    .map(([registry, provider, ...id]) => ({ registry, provider, recordId: id.join(" ") }));
  return names.filter(({ provider }) => provider === names[0].provider);
}

it("makes all that was sealed of a part unreadable when something of it is erased, and nothing else", async () => {
  const table = await linked();
  const before = textsOf(table);
  const parts = [...new Set(before.map(({ part }) => part))];
  const keys = keysOf(table, parts);
  for (const text of before) expect(opens(table, [text.part], text)).toBe(true);
  for (const suffix of ["", "-wal"]) copyFileSync(table.path + suffix, join(maker.folder, `copy.db${suffix}`));

  await table.erase(chosen(table));
  const after = keysOf(table, parts);
  const concerned = parts.filter((part) => !after.get(part)![1].equals(keys.get(part)![1]));
  expect(concerned.map((part) => part.split(" ")[0]).toSorted()).toEqual(["delivery", "partition"]);
  for (const text of before) expect(opens(table, parts, text), text.place).toBe(!concerned.includes(text.part));
  const bytes = bytesOf(table.path);
  for (const [part, [sealed, key]] of keys) {
    expect(bytes.includes(key)).toBe(false);
    expect(bytes.includes(sealed), part).toBe(!concerned.includes(part));
  }
  expect(statSync(`${table.path}-wal`).size).toBe(0);
  expect(await table.verify()).toMatchObject({ ok: true });

  // What was copied whole has its keys with it: only its age, and the end of its seal key, is against it.
  const copy = maker.open(join(maker.folder, "copy.db"));
  for (const text of before) expect(opens(copy, [text.part], text)).toBe(true);
});

it("gives what a run writes to new keys where the seal key was rotated", async () => {
  const table = await linked();
  const before = table.content();
  const again = await new RotatedRing(maker).open(table, "seal");
  await again.relink();
  const versions = again.open.store
    .partitions()
    .map(({ partition }) => again.open.store.partKeys.of(partitionPart(partition))![0]);
  expect(new Set(versions)).toEqual(new Set([2]));
  expect(again.content()).toEqual(before);
  expect(await again.verify()).toMatchObject({ ok: true });
});

it("leaves the table before or after, and whole, wherever it is killed", async () => {
  const table = await linked();
  const erase = chosen(table);
  const before = table.content();
  const old = keysOf(table, [...new Set(textsOf(table).map(({ part }) => part))]);
  table.open.store.emptyLog();
  const copy = (name: string): { path: string; process: TableProcess } => {
    const path = join(maker.folder, name);
    copyFileSync(table.path, path);
    return { path, process: new TableProcess(maker, path) };
  };
  const whole = copy("whole.db");
  let reach = await whole.process.time({ erase });
  const after = maker.open(whole.path).content();
  expect(after).not.toEqual(before);
  const seen = { before: 0, after: 0 };
  let next = copy("killed-0.db");
  for (let kill = 1; kill <= KILLS; kill++) {
    const { path, process } = next;
    // The next one starts while this one works.
    next = copy(`killed-${kill}.db`);
    await process.run({ erase }, reach * Math.random());
    // Whoever opens and closes it next clears away what the log still holds.
    SqliteStore.open(path).close();
    expect(existsSync(`${path}-wal`)).toBe(false);
    const left = maker.open(path);
    const isBefore = left.open.store.runs().length === sheets.length;
    seen[isBefore ? "before" : "after"]++;
    // However fast the machine is just now, kills come on both sides.
    reach *= isBefore ? 1.25 : 0.8;
    expect(left.content()).toEqual(isBefore ? before : after);
    expect(await left.verify()).toMatchObject({ ok: true });
    const bytes = bytesOf(path);
    const gone = [...old.values()].filter(([sealed]) => !bytes.includes(sealed));
    expect(gone).toHaveLength(isBefore ? 0 : 2);
  }
  await next.process.kill();
  expect(Math.min(seen.before, seen.after)).toBeGreaterThan(0);
}, 300_000);
