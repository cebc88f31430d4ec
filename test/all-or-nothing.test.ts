import { afterAll, describe, expect, it } from "vitest";

import type { Progress, TableStatus } from "../packages/core/src/table/results.ts";
import { csv, deliver } from "./support/delivery.ts";
import { sheet } from "./support/patients.ts";
import { LUNG_TYPES, TableMaker, type TestTable } from "./support/tables.ts";

const maker = await TableMaker.start(2);
afterAll(() => maker.close());

const [first, second, third] = ["H1", "H2", "H3"].map((provider, i) => {
  const visits = sheet("lung", provider, LUNG_TYPES, 20 * i, 40);
  return deliver(maker.folder, `${provider}.csv`, visits, csv(visits));
});

async function begun(): Promise<{ table: TestTable; before: State }> {
  const table = maker.make();
  await table.link([first]);
  return { table, before: await stateOf(table) };
}

interface State {
  readonly status: TableStatus;
  readonly content: unknown;
  readonly runs: unknown;
  readonly deliveries: unknown;
}

async function stateOf(table: TestTable): Promise<State> {
  const { store } = table.open;
  const [status, content] = [await table.status(), table.content()];
  return { status, content, runs: store.runs(), deliveries: store.deliveries() };
}

/** Where a run may be broken off: the first and the last step of its phases. */
const moments: readonly [string, (progress: Progress) => boolean][] = [
  ["the first bytes are read", ({ phase }) => phase === "read"],
  ["all is read", ({ phase, done, total }) => phase === "read" && done === total],
  ["the first partitions are linked", ({ phase }) => phase === "link"],
  ["all partitions are linked", ({ phase, done, total }) => phase === "link" && done === total],
];

describe("a run leaves the table as it was", () => {
  it.each(moments)("when it is stopped as soon as %s", async (_, isMoment) => {
    const { table, before } = await begun();
    const stop = new AbortController();
    let stopped = false;
    const onProgress = (progress: Progress): void => {
      if (!isMoment(progress)) return;
      stopped = true;
      stop.abort();
    };
    await expect(table.link([second, third], { onProgress, signal: stop.signal })).rejects.toThrow(
      expect.objectContaining({ name: "AbortError" }),
    );
    expect(stopped).toBe(true);
    expect(await stateOf(table)).toEqual(before);
    await expectAsNeverStopped(table);
  });

  it.each(moments)("when an error comes up as soon as %s", async (_, isMoment) => {
    const { table, before } = await begun();
    const onProgress = (progress: Progress): void => {
      if (isMoment(progress)) throw new Error("the display broke");
    };
    await expect(table.link([second, third], { onProgress })).rejects.toThrow("the display broke");
    expect(await stateOf(table)).toEqual(before);
    await expectAsNeverStopped(table);
  });

  it("when it is stopped before it begins", async () => {
    const { table, before } = await begun();
    await expect(table.link([second], { signal: AbortSignal.abort() })).rejects.toThrow(
      expect.objectContaining({ name: "AbortError" }),
    );
    expect(await stateOf(table)).toEqual(before);
  });

  it("when it is only to show what it would do, which is what it then does", async () => {
    const { table, before } = await begun();
    const shown = await table.link([second, third], { dryRun: true });
    expect(await stateOf(table)).toEqual(before);
    const done = await table.link([second, third]);
    const timeless = { dryRun: false, seconds: 0, recordsPerSecond: 0 };
    expect({ ...shown, ...timeless }).toEqual({ ...done, ...timeless });
    expect(shown).toMatchObject({ dryRun: true, run: 2 });
    expect(done.persons).toBe((await table.status()).persons);
  });
});

describe("of two who write at once", () => {
  it("one is told, from another handle or the same, and nothing is lost", async () => {
    for (const same of [false, true]) {
      const { table } = await begun();
      const other = same ? table : maker.open(table.path);
      const outcomes = await Promise.allSettled([table.link([second]), other.link([third])]);
      const told = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
      expect(told).toEqual([expect.objectContaining({ code: expect.stringMatching(/^TABLE_(BUSY|CHANGED)$/) })]);
      await (outcomes[0].status === "rejected" ? table.link([second]) : other.link([third]));
      await expectWhole(table);
    }
  });

  it("the later one is told that the table has changed since it read its deliveries", async () => {
    const { table } = await begun();
    const other = maker.open(table.path);
    const onProgress = ({ phase, done, total }: Progress): void => {
      if (phase !== "read" || done < total) return;
      const { store } = other.open;
      store.begin();
      store.addRun({ id: 2, kind: "link", model: "m", started: "", finished: "", result: "{}" });
      store.commit();
    };
    await expect(table.link([second], { onProgress })).rejects.toThrow(
      expect.objectContaining({ code: "TABLE_CHANGED" }),
    );
    await table.link([second]);
    await other.link([third]);
    await expectWhole(other);
  });
});

describe("of one who reads several things as one while another writes", () => {
  it.each([
    ["a run", (other: TestTable) => other.link([second])],
    ["a setting", async (other: TestTable) => other.open.store.addSetting("purpose C", "individual")],
  ])("nothing is from before and after %s", async (_, write) => {
    const { table } = await begun();
    const other = maker.open(table.path);
    let readings = 0;
    const read = async () => {
      const before = { runs: table.open.store.runs().length, purposes: table.open.purposes() };
      if (readings++ === 0) await write(other);
      return { before, after: await table.status() };
    };
    const { before, after } = await table.open.reading(read);
    expect(readings).toBe(2);
    expect(before).toEqual({ runs: after.runs, purposes: after.purposes });
  });

  it("the reader is told where that does not cease", async () => {
    const { table } = await begun();
    const other = maker.open(table.path);
    const reading = table.open.reading(async () => other.open.store.addSetting("purpose C", "individual"));
    await expect(reading).rejects.toThrow(expect.objectContaining({ code: "TABLE_CHANGED" }));
  });
});

async function expectAsNeverStopped(table: TestTable): Promise<void> {
  await table.link([second, third]);
  await expectWhole(table);
}

async function expectWhole(table: TestTable): Promise<void> {
  const whole = maker.make();
  await whole.link([first, second, third]);
  const { fingerprint, records } = await table.status();
  expect({ fingerprint, records }).toEqual({ fingerprint: (await whole.status()).fingerprint, records: 120 });
  expect(await table.verify()).toMatchObject({ ok: true });
}
