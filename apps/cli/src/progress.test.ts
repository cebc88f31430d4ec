import { expect, test } from "vitest";

import { ProgressReport } from "./progress.ts";

/** What a job of so many seconds shows, updated ten times a second and cleared in the end. */
function shown(seconds: number, where: { isTTY: boolean; quiet: boolean }): string[] {
  let clock = 5000;
  const written: string[] = [];
  const stream = { isTTY: where.isTTY, write: (text: string) => written.push(text) > 0 };
  const report = new ProgressReport({ stream, quiet: where.quiet, now: () => clock });
  for (let step = 0; step <= seconds * 10; step++, clock += 100) {
    report.update({ phase: "link", done: step * 100, total: seconds * 1000, unit: "records" });
  }
  report.clear();
  return written;
}

test("a terminal gets one line that redraws itself, after a second, and is left clean", () => {
  expect(shown(0.8, { isTTY: true, quiet: false })).toEqual([]);
  const written = shown(40, { isTTY: true, quiet: false });
  expect(written.length).toBe(40 * 10 - 10 + 2);
  expect(
    written
      .slice(0, -1)
      .every((text) => text.startsWith("\r") && text.endsWith("\u001B[K") && text.length < 84 && !text.includes("\n")),
  ).toBe(true);
  expect(written[100]).toContain("1,000 records/s  29 s left");
  expect(written.at(-1)).toBe("\r\u001B[K");
});

test("a log gets a plain line every few seconds, and half a minute apart where nobody looks", () => {
  const written = shown(12, { isTTY: false, quiet: false });
  expect(written).toEqual([
    "link           ██████████░░░░░░░░░░░░░░  41 %  1,000 records/s  7 s left\n",
    "link           ████████████████████░░░░  83 %  1,000 records/s  2 s left\n",
  ]);
  expect(shown(12, { isTTY: true, quiet: true })).toEqual([]);
  expect(shown(70, { isTTY: false, quiet: true })).toHaveLength(2);
});
