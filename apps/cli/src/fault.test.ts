import { KoppelError } from "@koppel/core";
import { expect, test } from "vitest";

import { faultOf, faultText } from "./fault.ts";

const running = new AbortController().signal;

test("an unforeseen error says nothing of itself unless asked to: it may quote data", () => {
  const error = new TypeError("cannot read Jansen");
  expect(JSON.stringify(faultOf(error, {}, running))).not.toContain("Jansen");
  expect(faultOf(error, { KOPPEL_DEBUG: "1" }, running).message).toMatch(/^TypeError: cannot read Jansen\n +at /);
});

test("a known error keeps its code, place and hint", () => {
  const error = new KoppelError("BAD_DATE", "no date", { file: "a.csv", line: 3, hint: "Mend it." });
  const fault = faultOf(error, {}, running);
  expect(fault).toMatchObject({ code: "BAD_DATE", file: "a.csv", line: 3, exit: 1 });
  expect(faultText(fault)).toBe("koppel: a.csv:3: no date\n  Mend it.");
});

test("whatever fails after Ctrl-C is the stop itself", () => {
  expect(faultOf(new Error("worker ended"), {}, AbortSignal.abort())).toMatchObject({ code: "STOPPED", exit: 130 });
});
