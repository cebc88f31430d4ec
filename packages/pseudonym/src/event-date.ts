import { date } from "./kt1/date.ts";

/**
 * A date of care as YYYY-MM-DD, or "" if it is blank or no calendar date, in any form that KT1 takes for a birth date.
 *
 * @example eventDate("3/9/2024"); // "2024-09-03"
 */
export function eventDate(input: string): string {
  const reading = date(input);
  if ("status" in reading) return "";
  return `${reading.text.slice(0, 4)}-${reading.text.slice(4, 6)}-${reading.text.slice(6)}`;
}
