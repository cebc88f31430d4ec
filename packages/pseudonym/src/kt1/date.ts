import type { Status } from "../profile.ts";

const YEAR_FIRST = /^(\d{4})(-?)(\d{2})\2(\d{2})$/;
const DAY_FIRST = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})$/;
const YEAR_OR_MONTH = /^\d{4}(?:-\d{2})?$/;

/**
 * A calendar date as YYYYMMDD, or why it is none (N10): zero parts, YYYY and YYYY-MM are PARTIAL_DATE, all else BAD_DATE.
 *
 * @example date("26/5/1983"); // { text: "19830526" }
 */
export function date(input: string): { text: string } | { status: Status } {
  const text = input.trim();
  const parts = split(text);
  if (parts === undefined) return { status: YEAR_OR_MONTH.test(text) ? "PARTIAL_DATE" : "BAD_DATE" };
  const [year, month, day] = parts;
  if (Number(year) === 0 || Number(month) === 0 || Number(day) === 0) return { status: "PARTIAL_DATE" };
  if (Number(day) > daysIn(Number(year), Number(month))) return { status: "BAD_DATE" };
  return { text: year + month.padStart(2, "0") + day.padStart(2, "0") };
}

/** Whether a YYYYMMDD date is one that often stands for an unknown one: 1 January or 1 July (N10). */
export function isLowTrust(yyyymmdd: string): boolean {
  return yyyymmdd.endsWith("0101") || yyyymmdd.endsWith("0701");
}

function split(text: string): [year: string, month: string, day: string] | undefined {
  const yearFirst = YEAR_FIRST.exec(text);
  if (yearFirst !== null) return [yearFirst[1]!, yearFirst[3]!, yearFirst[4]!];
  const dayFirst = DAY_FIRST.exec(text);
  if (dayFirst !== null) return [dayFirst[4]!, dayFirst[3]!, dayFirst[1]!];
  return undefined;
}

function daysIn(year: number, month: number): number {
  if (month > 12) return 0;
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}
