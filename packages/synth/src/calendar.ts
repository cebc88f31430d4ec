/** Days from 1 January 1900 to a date of the Gregorian calendar (month 1-12). */
export function dayNumber(year: number, month: number, day: number): number {
  return Date.UTC(year, month - 1, day) / 86_400_000 + 25_567;
}

/** A day number as the whole number YYYYMMDD; 1900 to 2099. */
export function yyyymmdd(days: number): number {
  // 1900 was no leap year: counting from 1 March 1900, every fourth February has 29 days until 2100.
  const shifted = days - 59;
  if (shifted < 0) return days < 31 ? 19_000_101 + days : 19_000_201 + days - 31;
  const cycle = Math.floor(shifted / 1461);
  const year = Math.min(3, Math.floor((shifted - cycle * 1461) / 365));
  const day = shifted - cycle * 1461 - year * 365;
  const month = Math.floor((5 * day + 2) / 153);
  const january = month >= 10 ? 1 : 0;
  const monthOfYear = january ? month - 9 : month + 3;
  return (1900 + cycle * 4 + year + january) * 10_000 + monthOfYear * 100 + day - Math.floor((153 * month + 2) / 5) + 1;
}
