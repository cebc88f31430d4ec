import { common } from "./arguments.ts";
import type { Option, Options, Verb } from "./command.ts";
import { textTable } from "./text-table.ts";

/** What `koppel` and `koppel --help` say. */
export function overview(verbs: readonly Verb[]): string {
  return `Koppel links pseudonymised patient records of many hospitals, so that a patient
can be followed over time and place without anyone seeing who it is.

usage: koppel VERB [options]

${verbList(verbs)}

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

usage: ${usage(verb)}

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
  const names = [
    ...Array.from({ length: least }, () => operands?.name ?? ""),
    ...(most > least ? [`[${operands?.name ?? ""}${most > least + 1 ? "..." : ""}]`] : []),
  ];
  return ["koppel", name, ...names, ...needed, "[options]"].join(" ");
}

function optionRows(options: Options): string[][] {
  return Object.entries(options).map(([name, option]) => [
    `--${name}${"value" in option ? ` ${option.value}` : ""}`,
    option.help + origins(option),
  ]);
}

function origins(option: Option): string {
  const parts = [
    "env" in option && option.env !== undefined ? `$${option.env}` : "",
    "default" in option && option.default !== undefined ? `default ${option.default}` : "",
    option.type === "texts" ? "may be repeated" : "",
  ].filter((part) => part !== "");
  return parts.length === 0 ? "" : ` (${parts.join(", ")})`;
}
