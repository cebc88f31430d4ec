import { describe, expect, test } from "vitest";

import { readArguments } from "./arguments.ts";
import { defineVerb } from "./command.ts";

const verb = defineVerb({
  name: "wash",
  summary: "Wash",
  operands: { name: "FILE", least: 1, most: 2 },
  options: {
    table: { type: "text", value: "FILE", env: "TABLE", default: "t.db", help: "" },
    form: { type: "text", value: "FORM", choices: ["hex", "base64url"], help: "" },
    threads: { type: "whole", value: "N", least: 1, most: 8, help: "" },
    dirt: { type: "share", value: "SHARE", default: 0.5, help: "" },
    out: { type: "text", value: "FILE", required: true, help: "" },
    also: { type: "texts", value: "X", help: "" },
    dry: { type: "flag", help: "" },
  },
  example: "koppel wash",
  run: () => ({ result: null, text: "" }),
});

const read = (line: string, env = {}) => readArguments(verb, line.split(" "), env);

test("fills in what is not given: the option before the environment before the default", () => {
  expect(read("a --out o").values).toEqual({
    table: "t.db",
    form: undefined,
    threads: undefined,
    dirt: 0.5,
    out: "o",
    also: [],
    dry: false,
  });
  expect(read("a --out o", { TABLE: "env.db" }).values.table).toBe("env.db");
  expect(read("a --out o", { TABLE: "" }).values.table).toBe("t.db");
  expect(read("a --out o --table given.db", { TABLE: "env.db" }).values.table).toBe("given.db");
});

test("takes operands and options in any order", () => {
  const { values, operands, json } = read("--also x a --threads 8 --dirt .001 --json --also=y b --dry --out o");
  expect({ ...values, operands, json }).toMatchObject({
    also: ["x", "y"],
    threads: 8,
    dirt: 0.001,
    dry: true,
    operands: ["a", "b"],
    json: true,
  });
});

describe("refuses", () => {
  test.each([
    ["a --out o --thread 2", "wash: there is no option --thread", "Did you mean --threads?"],
    ["a --out o -x", "wash: there is no option --x", "See koppel wash --help."],
    ["a --out o --threads 9", "--threads is out of range", "Give a whole number from 1 to 8."],
    ["a --out o --threads 1e0", "--threads is out of range", "Give a whole number from 1 to 8."],
    ["a --out o --dirt 1", "--dirt is no share", "Give a number between 0 and 1, as in 0.001."],
    ["a --out o --dirt 0", "--dirt is no share", "Give a number between 0 and 1, as in 0.001."],
    ["a --out o --dirt 0.1%", "--dirt is no share", "Give a number between 0 and 1, as in 0.001."],
    ["a --out o --form octal", "--form cannot be that", "Choose hex or base64url."],
    ["--out o", "wash: FILE is missing", "See koppel wash --help."],
    ["a b c --out o", 'wash: "c" is one argument too many', "See koppel wash --help."],
    ["a", "wash: --out FILE is missing", "See koppel wash --help."],
    ["a --out", "wash: Option '--out <value>' argument missing", "See koppel wash --help."],
  ])("%s", (line, message, hint) => {
    expect(() => read(line)).toThrow(expect.objectContaining({ code: "USAGE", message, hint }));
  });
});

test("asks for nothing where help is wanted", () => {
  expect(read("--help").help).toBe(true);
});
