import type { Relinking } from "@koppel/core";

import { shortClass } from "../class-words.ts";
import { defineVerb } from "../command.ts";
import { count, counted } from "../figures.ts";
import { tableOptions, withTable } from "../table-options.ts";
import { textTable } from "../text-table.ts";

const SHOWN = 10;

/** `koppel relink`: everything again from the evidence. */
export const relink = defineVerb({
  name: "relink",
  summary: "Link everything again and tell what that changes",
  options: {
    ...tableOptions,
    "dry-run": { type: "flag", help: "say what would change, and change nothing" },
    threads: { type: "whole", value: "N", least: 1, most: 256, help: "threads to work with (default one a core)" },
  },
  example: "koppel relink --dry-run",
  async run({ values, job }) {
    const options = values["dry-run"] ? ({ ...job, dryRun: true } as const) : job;
    const result = await withTable(values, job.signal, (table) => table.relink(options));
    return { result, text: relinkText(result) };
  },
});

function relinkText({ dryRun, model, difference, persons, cases, byClass, examples }: Relinking): string {
  const { made, broken, merged, split } = difference;
  const head = dryRun ? "Nothing is kept: this is what relinking would do" : "Linked again";
  const change = (now: { before: number; after: number }): string =>
    `${count(now.before)} before, ${count(now.after)} after`;
  const lines = [
    `${head} (model ${model}).`,
    `  ${counted(made, "pair")} of local patients made one, ${count(broken)} broken`,
    `  ${counted(merged, "person")} merged, ${count(split)} split off: ${change(persons)}`,
    `  ${counted(cases.asked, "case")} newly asked, ${count(cases.gone)} no longer: ${change(cases)}`,
  ];
  if (byClass.length > 0) {
    const rows = byClass.map((row) => [shortClass(row.class), row.made, row.broken, row.asked, row.gone]);
    lines.push("", textTable(rows, ["what the two share", "made", "broken", "asked", "gone"]));
  }
  if (examples.length > 0) {
    lines.push("", "For example");
    for (const { change, records, class: name } of examples.slice(0, SHOWN))
      lines.push(`  ${change}: ${records[0]} ${records[1]}`, `    ${shortClass(name)}`);
  }
  return lines.join("\n");
}
