import { parseArgs } from "node:util";

import type { Option, Options, Values, Verb } from "./command.ts";
import { nearest } from "./nearest.ts";
import { UsageError } from "./usage-error.ts";

/** Options that every verb has. */
export const common = {
  json: { type: "flag", help: "print the result as one JSON document on stdout" },
  help: { type: "flag", help: "show this" },
} as const satisfies Options;

/** The arguments of a verb, read. */
export interface Arguments<O extends Options> {
  readonly values: Values<O>;
  readonly operands: readonly string[];
  readonly json: boolean;
  readonly help: boolean;
}

/**
 * Reads the arguments of a verb as it declares them, environment and defaults filled in; with `--help` nothing else is asked for.
 *
 * @throws UsageError for an unknown option (with the nearest one), a value out of range, a missing or a superfluous operand
 */
export function readArguments<O extends Options>(
  verb: Verb<O>,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Arguments<O> {
  const options: Options = { ...verb.options, ...common };
  const { values: given, positionals: operands } = parse(verb, options, args);
  const help = given["help"] === true;
  if (!help) checkOperands(verb, operands);
  const read = Object.entries(verb.options).map(([name, option]) => {
    const value = valueOf(name, option, given[name], env);
    if (value === undefined && "required" in option && !help) throw wrong(verb, `--${name} ${option.value} is missing`);
    return [name, value];
  });
  return { values: Object.fromEntries(read) as Values<O>, operands, json: given["json"] === true, help };
}

type Given = string | boolean | (string | boolean)[] | undefined;

function parse(
  verb: Verb,
  options: Options,
  args: readonly string[],
): { values: Record<string, Given>; positionals: string[] } {
  const declared = Object.entries(options).map(([name, option]) => {
    const type = option.type === "flag" ? "boolean" : "string";
    return [name, { type, multiple: option.type === "texts" }] as const;
  });
  try {
    return parseArgs({ args: [...args], options: Object.fromEntries(declared), allowPositionals: true });
  } catch (error) {
    if (!(error instanceof TypeError && "code" in error)) throw error;
    const unknown = error.code === "ERR_PARSE_ARGS_UNKNOWN_OPTION" && /'--?([^']+)'/.exec(error.message)?.[1];
    if (!unknown) throw wrong(verb, error.message.split(/\n|\. /)[0]!);
    const meant = nearest(unknown, Object.keys(options));
    throw wrong(verb, `there is no option --${unknown}`, meant && `Did you mean --${meant}?`);
  }
}

function valueOf(name: string, option: Option, given: Given, env: NodeJS.ProcessEnv): unknown {
  if (option.type === "flag") return given === true;
  if (option.type === "texts") return given ?? [];
  if (option.type === "whole") return given === undefined ? option.default : whole(name, option, String(given));
  if (option.type === "share") return given === undefined ? option.default : share(name, String(given));
  const text = given ?? (option.env && env[option.env]) ?? option.default;
  if (option.choices !== undefined && text !== undefined && !option.choices.includes(String(text))) {
    throw new UsageError(`--${name} cannot be that`, `Choose ${option.choices.join(" or ")}.`);
  }
  return text === "" ? option.default : text;
}

function whole(name: string, { least, most }: Extract<Option, { type: "whole" }>, text: string): number {
  const number = Number(text);
  if (/^-?\d+$/.test(text) && number >= least && number <= most) return number;
  throw new UsageError(`--${name} is out of range`, `Give a whole number from ${least} to ${most}.`);
}

function share(name: string, text: string): number {
  const number = Number(text);
  if (/^[\d.]+(e-\d+)?$/.test(text) && number > 0 && number < 1) return number;
  throw new UsageError(`--${name} is no share`, "Give a number between 0 and 1, as in 0.001.");
}

function checkOperands(verb: Verb, operands: readonly string[]): void {
  const { name, least, most } = verb.operands ?? { name: "", least: 0, most: 0 };
  if (operands.length < least) throw wrong(verb, `${name} is missing`);
  if (operands.length > most) throw wrong(verb, `"${operands[most]}" is one argument too many`);
}

function wrong(verb: Verb, message: string, hint?: string): UsageError {
  return new UsageError(`${verb.name}: ${message}`, hint || `See koppel ${verb.name} --help.`);
}
