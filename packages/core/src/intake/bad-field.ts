import { KoppelError, type Whereabouts } from "../errors.ts";
import type { BadValue } from "./value-decoder.ts";

/** The refusal of a field that is not what its column holds. @param length of its text, in bytes */
export function badField(code: BadValue | "BAD_DATE", column: string, length: number, where: Whereabouts): KoppelError {
  const message = {
    BAD_VALUE_LENGTH: `a value of ${length} characters in column ${column}`,
    BAD_HEX: `a character that is no hex digit in column ${column}`,
    BAD_BASE64URL: `22 characters that are no base64url value in column ${column}`,
    BAD_DATE: `no date in column ${column}`,
  }[code];
  const hint =
    code === "BAD_DATE"
      ? "Dates are written YYYY-MM-DD."
      : "A pseudonym is 32 hex digits or 22 base64url characters; an empty field is a missing value.";
  return new KoppelError(code, message, { ...where, hint });
}
