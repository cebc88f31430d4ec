import type { Relinking } from "@koppel/core";

import { shortClass } from "./class-words.ts";
import { count, counted } from "./figures.ts";
import { textTable } from "./text-table.ts";

const SHOWN = 10;

/** What linking everything again changes, for people: totals, by class, and examples. */
export function relinkingText({ difference, persons, cases, byClass, examples }: Relinking): string {
  const { made, broken, merged, split } = difference;
  const lines = [
    `  ${counted(made, "pair")} of local patients made one, ${count(broken)} broken`,
    `  ${counted(merged, "person")} merged into others, ${count(split)} split off: ${count(persons.before)} before, ${count(persons.after)} after`,
    `  ${counted(cases.asked, "case")} newly asked, ${count(cases.gone)} no longer: ${count(cases.before)} before, ${count(cases.after)} after`,
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
