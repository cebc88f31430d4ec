import type { Section } from "../section.ts";
import type { Report } from "../report.ts";

const SHOWN = 20;

/** What was done to the table, latest first. */
export function history({ runs }: Report): Section | undefined {
  if (runs.length === 0) return undefined;
  return {
    heading: "Runs",
    parts: [
      {
        caption: runs.length > SHOWN ? `The last ${SHOWN} of ${runs.length} runs` : "All runs, latest first",
        head: ["run", "kind", "finished (UTC)", "model"],
        rows: runs
          .slice(-SHOWN)
          .toReversed()
          .map(({ run, kind, finished, model }) => [`#${run}`, kind, finished.slice(0, 16).replace("T", " "), model]),
      },
    ],
  };
}
