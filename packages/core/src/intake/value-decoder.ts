/**
 * Decodes pseudonyms as written in deliveries, byte by byte through tables: 32 hex digits or 22 base64url characters to 16 bytes.
 */

/** Why a text is no value. */
export type BadValue = "BAD_VALUE_LENGTH" | "BAD_HEX" | "BAD_BASE64URL";

const BAD = 0x80;
const HEX = table("0123456789abcdef", "0123456789ABCDEF");
const BASE64URL = table("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

/** Writes the 16 bytes that the text from `start` to `end` stands for at `out[at]`; returns what is wrong with it, or null. */
export function decodeValue(
  text: Uint8Array,
  start: number,
  end: number,
  out: Uint8Array,
  at: number,
): BadValue | null {
  if (end - start === 32) return decodeHex(text, start, out, at) ? null : "BAD_HEX";
  if (end - start === 22) return decodeBase64url(text, start, out, at) ? null : "BAD_BASE64URL";
  return "BAD_VALUE_LENGTH";
}

function decodeHex(text: Uint8Array, start: number, out: Uint8Array, at: number): boolean {
  let seen = 0;
  for (let byte = 0; byte < 16; byte++) {
    const high = HEX[text[start + 2 * byte]];
    const low = HEX[text[start + 2 * byte + 1]];
    seen |= high | low;
    out[at + byte] = (high << 4) | low;
  }
  return (seen & BAD) === 0;
}

function decodeBase64url(text: Uint8Array, start: number, out: Uint8Array, at: number): boolean {
  let seen = 0;
  let bits = 0;
  let held = 0;
  let to = at;
  for (let i = 0; i < 22; i++) {
    const six = BASE64URL[text[start + i]];
    seen |= six;
    held = ((held << 6) | (six & 63)) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out[to++] = held >> bits;
  }
  // 22 characters are 132 bits; an encoder leaves the last four zero.
  return (seen & BAD) === 0 && (held & 15) === 0;
}

function table(...alphabets: string[]): Uint8Array {
  const values = new Uint8Array(256).fill(BAD);
  for (const alphabet of alphabets) for (let i = 0; i < alphabet.length; i++) values[alphabet.charCodeAt(i)] = i;
  return values;
}
