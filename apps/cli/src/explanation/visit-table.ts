import type { Explanation } from "@koppel/core";

import { more } from "../more.ts";
import { textTable } from "../text-table.ts";

const SHOWN = 20;

/** Visits of a person in order of date, with the provider: the first of them, and the one that is marked. */
export function visitTable(patients: Explanation["patients"], marked?: string): string {
  const visits = patients
    .flatMap(({ provider, records }) =>
      records.map(({ record, date }) => [date ?? "no date", provider, record, record === marked ? "<- this one" : ""]),
    )
    .toSorted((a, b) => (a[0]! < b[0]! ? -1 : 1));
  const shown = visits.filter((row, i) => i < SHOWN || row[3] !== "");
  return [textTable(shown), ...more(visits.length - shown.length)].join("\n");
}
