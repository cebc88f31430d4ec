import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";

import { typesByName } from "@koppel/pseudonym";
import { writeDeliveries } from "@koppel/synth";
import { afterAll, expect, it } from "vitest";

import { RotatedRing, stateOf } from "./support/rekeying.ts";
import { LUNG_TYPES, TableMaker, type TestTable } from "./support/tables.ts";

const PROGRAM = join(import.meta.dirname, "support/rekey-process.ts");
const KILLS = 100;
/** Milliseconds in which anything should have happened. */
const PATIENCE = 60_000;

const maker = await TableMaker.start(2);
// A process starts thrice as fast where another left what it compiled.
const cache = mkdtempSync(join(tmpdir(), "koppel-compiled-"));
afterAll(async () => {
  await maker.close();
  rmSync(cache, { recursive: true });
});

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

/** A process that re-keys once it is told to. */
class Rekeyer {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(path: string, ring: RotatedRing) {
    const args = ["-C", "dev", PROGRAM, path, ring.path, maker.secret.keyFile];
    const env = { ...process.env, NODE_COMPILE_CACHE: cache };
    this.#child = spawn(process.execPath, args, { env, stdio: ["pipe", "pipe", "inherit"] });
    this.#lines = createInterface(this.#child.stdout!)[Symbol.asyncIterator]();
  }

  /** Lets it work for so many milliseconds at most, then kills it; whether it had come to its end before. */
  async run(milliseconds: number): Promise<boolean> {
    await this.#begin();
    const done = await this.#speaks(milliseconds);
    await this.kill();
    return done;
  }

  /** Lets it work and end in peace, so that it leaves what it compiled; milliseconds of work. */
  async time(): Promise<number> {
    await this.#begin();
    const start = performance.now();
    await this.#speaks(PATIENCE);
    const took = performance.now() - start;
    this.#child.stdin!.end();
    await once(this.#child, "exit");
    return took;
  }

  async #begin(): Promise<void> {
    if (!(await this.#speaks(PATIENCE))) throw new Error("the process did not start");
    this.#child.stdin!.write("go\n");
  }

  async kill(): Promise<void> {
    const exit = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await exit;
  }

  /** Whether it says its next word in so many milliseconds. */
  #speaks(milliseconds: number): Promise<boolean> {
    const word = this.#lines.next().then(({ done }) => {
      if (done && !this.#child.killed) throw new Error("the process ended by itself");
      return true;
    });
    return Promise.race([word, setTimeout(milliseconds, false, { ref: false })]);
  }
}

/** Where a table was left: a generation half made or made, or one that is not yet deleted. */
function placeOf({ open: { store } }: TestTable): string {
  const { generation } = store.setup;
  const last = store.generations.all().at(-1)!.id;
  if (last > generation) return store.generations.missing(last).partitions.length > 0 ? "making" : "made";
  return store.generations.sealed().some((count) => count.generation !== generation) ? "deleting" : "at rest";
}

it("leaves the table whole wherever it is killed, and comes to its end", async () => {
  const made = await filled();
  const { fingerprint, records } = await made.status();
  expect(records).toBeGreaterThan(2000);
  const before = stateOf(made);
  const ring = new RotatedRing(maker);
  let table = await ring.open(made, "link", "seal");
  const usual = await new Rekeyer(made.path, ring).time();
  const check = async (of: TestTable): Promise<void> => {
    expect(stateOf(of)).toEqual(before);
    expect(await of.verify()).toMatchObject({ ok: true });
  };

  table = await ring.open(table, "link");
  const places = new Map<string, number>();
  let [kills, ends, random] = [0, 0, 1];
  let next = new Rekeyer(made.path, ring);
  while (kills < KILLS) {
    const rekeyer = next;
    // The next one starts while this one works.
    next = new Rekeyer(made.path, ring);
    random = (random * 48_271) % 0x7fffffff;
    const done = await rekeyer.run((random / 0x7fffffff) * 0.7 * usual);
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
