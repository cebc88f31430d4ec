import { fold, tidy } from "./text.ts";

const PLACEHOLDERS: ReadonlySet<string> = new Set([
  "BABY",
  "ZOON",
  "DOCHTER",
  "JONGEN",
  "MEISJE",
  "ONBEKEND",
  "UNKNOWN",
]);

/** First letter A-Z of the first forename or of voorletters, "" if there is none (N3, N1, N2, N9). */
export function initial(givenNames: string): string {
  return /[A-Z]/.exec(firstForename(givenNames))?.[0] ?? "";
}

/** Whether the first forename only stands in for one, as with newborns; it yields an initial all the same (N9). */
export function isPlaceholder(givenNames: string): boolean {
  return PLACEHOLDERS.has(firstForename(givenNames));
}

function firstForename(givenNames: string): string {
  return fold(tidy(givenNames)).split(" ", 1)[0] ?? "";
}
