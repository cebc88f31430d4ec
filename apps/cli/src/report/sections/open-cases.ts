import { percent } from "../../figures.ts";
import type { Report } from "../report.ts";
import type { Section } from "../section.ts";

/** What waits for a person. */
export function openCases({ cases: { open, decided, load, kinds } }: Report): Section {
  return {
    heading: "Cases",
    parts: [
      load === null
        ? "What the evidence leaves open waits for a person, as a case."
        : `What the evidence leaves open waits for a person, as a case: one for ${percent(load)} of the local patients.`,
      {
        caption: "Open cases by what they ask",
        head: ["kind", "open"],
        rows: [...kinds.map(({ kind, cases }) => [kind, cases] as const), ["all", open]],
      },
      ...(decided === 0
        ? []
        : [{ caption: "Decided cases", head: ["", "number"], rows: [["decided", decided] as const] }]),
    ],
  };
}
