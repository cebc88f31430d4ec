import { expect, test } from "vitest";

import { inOrder } from "./in-order.ts";

test("keeps the order, fetches the next while results are used, and closes the source when nobody asks on", async () => {
  const told: string[] = [];
  async function* source(): AsyncGenerator<number> {
    try {
      for (let i = 0; ; i++) {
        told.push(`fetch ${i}`);
        yield i;
      }
    } finally {
      told.push("closed");
    }
  }
  const late = async (i: number): Promise<number> => {
    await new Promise((resolve) => setTimeout(resolve, i % 2 === 0 ? 5 : 0));
    return i;
  };
  const results: number[] = [];
  for await (const result of inOrder(source(), 2, late)) {
    results.push(result);
    if (result === 0) expect(told).toEqual(["fetch 0", "fetch 1", "fetch 2"]);
    if (result === 4) break;
  }
  expect(results).toEqual([0, 1, 2, 3, 4]);
  expect(told.at(-1)).toBe("closed");
});

test("throws what fetching or working throws", async () => {
  async function* broken(): AsyncGenerator<number> {
    yield 1;
    throw new Error("no more");
  }
  const all = async (items: AsyncIterable<number>, work: () => Promise<void>): Promise<void> => {
    for await (const _ of inOrder(items, 3, work)) continue;
  };
  await expect(all(broken(), () => Promise.resolve())).rejects.toThrow("no more");
  await expect(all(broken(), () => Promise.reject(new Error("no work")))).rejects.toThrow(/no work|no more/);
});
