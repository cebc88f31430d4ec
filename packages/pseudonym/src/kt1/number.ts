const CONTROL_OR_SEPARATOR = /[\p{Cc}|]/u;

/** The nine digits of a citizen service number that passes the 11-test, else "" (KT1, type B). */
export function bsn(input: string): string {
  const text = input.replace(/[\s.]+/g, "");
  if (!/^\d{8,9}$/.test(text)) return "";
  const digits = text.padStart(9, "0");
  let sum = -Number(digits.charAt(8));
  for (let i = 0; i < 8; i++) sum += (9 - i) * Number(digits.charAt(i));
  return sum % 11 === 0 && digits !== "000000000" ? digits : "";
}

/** A patient number or provider id with case and leading zeros kept, or "" if it is blank or cannot stand in a text. */
export function localNumber(input: string): string {
  const text = input.normalize("NFC").trim();
  return CONTROL_OR_SEPARATOR.test(text) ? "" : text;
}
