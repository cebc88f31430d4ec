import { fold } from "./text.ts";

const POSTCODE = /^[1-9][0-9]{3}[A-Z]{2}$/;
const HOUSE_NUMBER = /^0*([1-9][0-9]{0,4})$/;
const DESIGNATION = /^(?:to|by)$/i;

/** The six characters of a Dutch postcode, or "" if it is not one; four digits alone are not (KT1, type C). */
export function postcode(input: string): string {
  const text = input.replace(/\s+/g, "").toUpperCase();
  return POSTCODE.test(text) ? text : "";
}

/**
 * `<number>|<letter and addition>`, or "" without a usable number (KT1, type A).
 *
 * Sources mix letter and addition, so the two are joined; "to" and "by" designate a place near a house and say nothing.
 *
 * @example house("12", "A", "-3 h"); // "12|A3H"
 */
export function house(number: string, letter: string, addition: string): string {
  const match = HOUSE_NUMBER.exec(number.trim());
  if (match === null) return "";
  const suffix = letter + (DESIGNATION.test(addition.trim()) ? "" : addition);
  return `${match[1]}|${fold(suffix).replace(/[^A-Z0-9]/g, "")}`;
}
