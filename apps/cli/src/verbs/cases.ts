import type { CaseSummary } from "@koppel/core";

import { shortClass } from "../class-words.ts";
import { defineVerb } from "../command.ts";
import { count, counted } from "../figures.ts";
import { tableOptions, withTable } from "../table-options.ts";
import { textTable } from "../text-table.ts";

const SHOWN = 20;

/** `koppel cases`: what the evidence leaves open. */
export const cases = defineVerb({
  name: "cases",
  summary: "List the links that the evidence leaves open",
  options: tableOptions,
  example: "koppel cases",
  async run({ values, job }) {
    const result = await withTable(values, job.signal, (table) => table.cases());
    return { result, text: result.length === 0 ? "There are no cases." : casesText(result) };
  },
});

function casesText(all: readonly CaseSummary[]): string {
  const groups = Map.groupBy(all, ({ kind, class: name }) => `${kind}\n${shortClass(name)}`);
  const kinds = [...groups]
    .map(([key, members]) => [...key.split("\n"), members.length] as [string, string, number])
    .toSorted((a, b) => b[2] - a[2]);
  const list = all
    .slice(0, SHOWN)
    .map(({ id, kind, persons, asked }) => [
      `#${id}`,
      kind,
      persons.join(" "),
      asked.length === 0 ? "" : `${asked.filter(({ answer }) => answer !== null).length} of ${asked.length} answered`,
    ]);
  const more = all.length > SHOWN ? `\n  ... and ${count(all.length - SHOWN)} more (all with --json)` : "";
  return `${counted(all.length, "open case")}

${textTable(kinds, ["kind", "what the two share", "open"])}

${textTable(list, ["case", "kind", "persons", "asked"])}${more}

\`koppel explain PERSON\` shows a person and what it was compared with;
\`koppel decide CASE same|different\` answers.`;
}
