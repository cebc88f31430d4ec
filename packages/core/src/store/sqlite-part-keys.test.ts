import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";

import * as fc from "fast-check";
import { afterAll, expect, it } from "vitest";

import { SqliteStore } from "./sqlite-store.ts";

const folder = mkdtempSync(join(tmpdir(), "koppel-part-keys-"));
afterAll(() => rmSync(folder, { recursive: true }));

const setup = { table: "t", ring: "r", partitions: 1, types: [], anchor: "", linkVersion: 1, sealVersion: 1 };
/** Enough for the rows to be moved between pages. */
const PARTS = 2000;

const change = fc.record({
  kind: fc.constantFrom("set", "set", "add", "prune"),
  from: fc.nat(PARTS),
  parts: fc.integer({ min: 1, max: PARTS }),
  step: fc.constantFrom(1, 3, 7),
});

it("leaves nothing of a key that was taken out, in the file or its log", () => {
  let round = 0;
  fc.assert(
    fc.property(fc.array(change, { minLength: 5, maxLength: 15, size: "max" }), (changes) => {
      const path = join(folder, `${round++}.db`);
      const store = SqliteStore.create(path, { ...setup, sourceCheck: "" });
      const known = [1, 2].map(() => new Map<string, Uint8Array>());
      const gone: Uint8Array[] = [];
      const takeOut = (generation: number, part: string): void => {
        const old = known[generation].get(part);
        if (old !== undefined) gone.push(old);
        known[generation].delete(part);
      };
      for (const { kind, from, parts, step } of changes) {
        const names = new Set(Array.from({ length: parts }, (_, i) => `partition ${(from + i * step) % PARTS}`));
        const rows = [...names].map((part) => ({ part, sealed: Uint8Array.from(randomBytes(61)) }));
        store.begin();
        if (kind === "set") store.partKeys.set(rows);
        else if (kind === "add") store.partKeys.add(2, rows);
        else store.partKeys.prune([1]);
        store.commit();
        for (const part of kind === "prune" ? [...known[1].keys()] : names) takeOut(1, part);
        if (kind === "set") for (const part of names) takeOut(0, part);
        if (kind !== "prune") for (const { part, sealed } of rows) known[kind === "set" ? 0 : 1].set(part, sealed);
      }
      for (const [part, sealed] of known[0]) expect(store.partKeys.of(part)).toEqual(sealed);
      const bytes = Buffer.concat([path, `${path}-wal`].map((file) => readFileSync(file)));
      store.close();
      const kept = known.flatMap((own) => [...own.values()]);
      expect(traces(bytes, kept), "the search finds what is there").toBe(kept.length);
      expect(traces(bytes, gone)).toBe(0);
    }),
    { numRuns: 8, seed: 1, endOnFailure: true },
  );
});

/** How many of these are in the bytes, all or in part. */
function traces(bytes: Buffer, wanted: readonly Uint8Array[]): number {
  const names = new Set(wanted.map((each) => Buffer.from(each).readBigUInt64LE(30)));
  const found = new Set<bigint>();
  for (let at = 0; at + 8 <= bytes.length; at++) {
    const word = bytes.readBigUInt64LE(at);
    if (names.has(word)) found.add(word);
  }
  return found.size;
}
