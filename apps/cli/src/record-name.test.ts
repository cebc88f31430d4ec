import { expect, test } from "vitest";

import { recordName } from "./record-name.ts";

test("takes the first two parts; a record id may hold colons", () => {
  expect(recordName("NKKR:H01:a:b:c")).toEqual({ registry: "NKKR", provider: "H01", recordId: "a:b:c" });
});

test.each(["NKKR", "NKKR:H01", "NKKR:H01:", ":H01:x", "NKKR::x"])("refuses %s", (text) => {
  expect(() => recordName(text)).toThrow(expect.objectContaining({ code: "USAGE" }));
});
