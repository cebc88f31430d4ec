import { NO_DATE } from "../evidence/block.ts";
import type { Records } from "../evidence/records.ts";
import { groupRows, type LocalPatients } from "../linking/local-patients.ts";
import type { Tally } from "./cells.ts";

/** Days of the visits of local patients: those of p are `day[start[p]]` up to `day[start[p + 1]]`. */
export interface Visits {
  readonly day: Int32Array;
  readonly start: Int32Array;
}

/** Whole weeks between two visits that give the rate of chance: near enough for the season, and the same day of the week. */
const WEEKS = 4;

/** Finds the dated records of each local patient. O(records). */
export function visitsOf(records: Records, patients: LocalPatients): Visits {
  const patient = new Int32Array(records.size);
  for (let i = 0; i < records.size; i++)
    patient[i] = records.date[i] === NO_DATE ? -1 : patients.ofRow[records.statement[i]];
  const { rows, start } = groupRows(patient, patients.size);
  return { day: rows.map((record) => records.date[record]), start };
}

/** Counts pairs of visits of two local patients that fall on one day, and those whole weeks apart. O(visits of a × visits of b). */
export function countVisits(tally: Tally, scopes: Int32Array, { day, start }: Visits, a: number, b: number): void {
  for (let i = start[a]; i < start[a + 1]; i++) {
    for (let j = start[b]; j < start[b + 1]; j++) {
      const apart = Math.abs(day[i] - day[j]);
      if (apart === 0) tally.add(scopes, "sameDay");
      else if (apart % 7 === 0 && apart <= 7 * WEEKS) tally.add(scopes, "weeksApart", 1 / (2 * WEEKS));
    }
  }
}
