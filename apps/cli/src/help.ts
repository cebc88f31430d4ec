import { common } from "./arguments.ts";
import type { Option, Options, Verb } from "./command.ts";
import { textTable } from "./text-table.ts";
import { wrap } from "./wrap.ts";

const COLUMNS = 80;

/** What `koppel` and `koppel --help` say. */
export function overview(chapters: readonly { readonly title: string; readonly verbs: readonly Verb[] }[]): string {
  const widest = Math.max(...chapters.flatMap(({ verbs }) => verbs.map(({ name }) => name.length)));
  const lists = chapters.map(
    ({ title, verbs }) => `${title}:\n${textTable(verbs.map(({ name, summary }) => [name.padEnd(widest), summary]))}`,
  );
  return `Koppel links pseudonymised patient records of many hospitals, so that a patient
can be followed over time and place without anyone seeing who it is.

usage: koppel VERB [options]

${lists.join("\n\n")}

koppel VERB --help says more, with an example. New here? Try: koppel demo`;
}

/** The verbs that begin with one word, as for `koppel registry`. */
export function groupHelp(group: string, verbs: readonly Verb[]): string {
  return `usage: koppel ${group} VERB [options]\n\n${verbList(verbs)}`;
}

/** What `koppel VERB --help` says. */
export function verbHelp(verb: Verb): string {
  const example = verb.example.split("\n").map((line) => `  ${line}`);
  return `${verb.summary}

${wrap(`usage: ${usage(verb)}`, COLUMNS).join("\n         ")}

options:
${textTable(optionRows({ ...verb.options, ...common }))}

example:
${example.join("\n")}`;
}

function verbList(verbs: readonly Verb[]): string {
  return textTable(verbs.map((verb) => [verb.name, verb.summary]));
}

function usage({ name, operands, options }: Verb): string {
  const needed = Object.entries(options).flatMap(([option, declared]) =>
    "required" in declared ? [`--${option} ${declared.value}`] : [],
  );
  const { least = 0, most = 0 } = operands ?? {};
  const more = most > least + 1 ? "..." : ` [${operands?.name}]`;
  const names = least === 0 ? [] : [`${operands?.name}${most > least ? more : ""}`];
  return ["koppel", name, ...names, ...needed, "[options]"].join(" ");
}

function optionRows(options: Options): string[][] {
  const named = Object.entries(options).map(
    ([name, option]) => [`--${name}${"value" in option ? ` ${option.value}` : ""}`, option] as const,
  );
  const rest = COLUMNS - Math.max(...named.map(([name]) => name.length)) - 4;
  return named.flatMap(([name, option]) =>
    wrap(option.help + origins(option), rest).map((line, i) => [i === 0 ? name : "", line]),
  );
}

function origins(option: Option): string {
  const parts = [
    "env" in option && option.env !== undefined ? `$${option.env}` : "",
    "default" in option && option.default !== undefined ? `default ${option.default}` : "",
    option.type === "texts" ? "may be repeated" : "",
  ].filter((part) => part !== "");
  return parts.length === 0 ? "" : ` (${parts.join(", ")})`;
}
