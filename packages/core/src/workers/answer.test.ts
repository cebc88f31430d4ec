import { expect, it } from "vitest";

import { KoppelError } from "../errors.ts";
import { answer, valueOf } from "./answer.ts";

it("an expected error arrives as it was thrown; values and other errors pass as they are", async () => {
  for (const where of [{}, { file: "a: b.csv" }, { file: "a: b.csv", line: 3, hint: "Try: again." }]) {
    const error = new KoppelError("CODE", "what: happened", where);
    const task = answer(() => {
      throw error;
    });
    const answered = structuredClone(await task(undefined));
    expect(() => valueOf(answered)).toThrow(error);
  }
  const broken = answer(() => {
    throw new TypeError("a fault of ours");
  });
  await expect(broken(undefined)).rejects.toThrow(TypeError);
  expect(valueOf(await answer((n: number) => n + 1)(1))).toBe(2);
});
