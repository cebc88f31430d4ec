import { textTable } from "../text-table.ts";
import { wrap } from "../wrap.ts";
import type { Report } from "./report.ts";
import type { Part } from "./section.ts";
import { sections } from "./sections/index.ts";

/** A report for the terminal, at most 80 columns where names allow; plots are left to the page. */
export function reportText(report: Report): string {
  return sections
    .flatMap((make) => make(report) ?? [])
    .map(({ heading, parts }) => [heading.toUpperCase(), ...parts.flatMap(partText)].join("\n\n"))
    .join("\n\n");
}

function partText(part: Part): string[] {
  if (typeof part === "string") return [wrap(part, 80).join("\n")];
  if ("svg" in part) return [];
  if ("notes" in part)
    return [`${part.caption}:`, ...part.notes.map(([term, meaning]) => wrap(`${term}: ${meaning}`, 80).join("\n"))];
  return [`${part.caption}:\n${textTable(part.rows, part.head)}`];
}
