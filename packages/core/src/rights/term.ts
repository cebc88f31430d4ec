import { addMonths, dayOf } from "../calendar.ts";
import { KoppelError } from "../errors.ts";

/** How long something is kept, in months. */
export type Term = number;

/** Reads a term: `7y` or `18m`. @throws KoppelError BAD_TERM */
export function parseTerm(text: string): Term {
  const [, number, unit] = /^([1-9]\d{0,2})([ym])$/.exec(text) ?? [];
  if (number === undefined)
    throw new KoppelError("BAD_TERM", "this is no term", { hint: "Give years or months, as in 7y or 18m." });
  return Number(number) * (unit === "y" ? 12 : 1);
}

/** A term as it is read. */
export function termText(term: Term): string {
  return term % 12 === 0 ? `${term / 12}y` : `${term}m`;
}

/** The first day that is kept, as days since 1 January 1970: what is of an earlier one has had its term. */
export function firstKept(term: Term, now: Date): number {
  return dayOf(addMonths(now, -term));
}
