import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { Objections } from "./objections.ts";

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "koppel-objections-"))));
afterAll(() => rmSync(folder, { recursive: true }));

function written(text: string): string {
  const path = join(folder, "objections.csv");
  writeFileSync(path, text);
  return path;
}

test("an objection stands from its day on, until it is withdrawn, for its registry or for all", async () => {
  const objections = await Objections.read(
    written(
      "\ufeffpatientnummer,registry,from,until\n7,,2026-03-01,\n8,heart,,2026-04-01\n9,lung,2026-01-01,2026-02-01\n9,lung,2026-05-01,\n",
    ),
  );
  const stands = (mrn: string, registry: string, days: readonly string[]): boolean[] =>
    days.map((day) => objections.standsFor(mrn, registry, day));
  expect(stands("7", "heart", ["2026-02-28", "2026-03-01", "2030-01-01"])).toEqual([false, true, true]);
  expect(stands("7", "lung", ["2026-03-01"])).toEqual([true]);
  expect(stands("8", "heart", ["1990-01-01", "2026-03-31", "2026-04-01"])).toEqual([true, true, false]);
  expect(stands("8", "lung", ["2026-03-31"])).toEqual([false]);
  expect(stands("9", "lung", ["2025-12-31", "2026-01-01", "2026-02-01", "2026-04-30", "2026-05-01"])).toEqual([
    false,
    true,
    false,
    false,
    true,
  ]);
  expect(stands("10", "heart", ["2026-03-01"])).toEqual([false]);
});

test.each([
  ["name,from\n7,\n", 1],
  ["mrn,reason\n7,none\n", 1],
  ["mrn,from\n7,2026-01-01\n8,soon\n", 3],
  ["mrn,from\n,2026-01-01\n", 2],
  ['mrn,from\n7,"2026\n', 2],
])("a file that cannot be understood is refused as a whole, with its line", async (text, line) => {
  const file = written(text);
  await expect(Objections.read(file)).rejects.toThrow(expect.objectContaining({ code: "BAD_OBJECTIONS", file, line }));
});

test("a file that is not there is told", async () => {
  await expect(Objections.read(join(folder, "none.csv"))).rejects.toThrow(
    expect.objectContaining({ code: "FILE_UNREADABLE" }),
  );
});
