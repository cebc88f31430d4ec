import { expect, test } from "vitest";

import { textTable } from "./text-table.ts";

test("aligns figures to the right, text to the left, and leaves no space at line ends", () => {
  const rows = [
    ["H01", 1_234_567, "99.98 %", ""],
    ["Groningen", 8, "7.00 %", "late"],
  ];
  expect(textTable(rows, ["provider", "records", "right", "note"])).toBe(
    [
      "  provider     records    right  note",
      "  H01        1,234,567  99.98 %",
      "  Groningen          8   7.00 %  late",
    ].join("\n"),
  );
});

test("without rows shows the head", () => {
  expect(textTable([], ["provider", "records"])).toBe("  provider  records");
});
