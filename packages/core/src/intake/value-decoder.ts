/**
 * Decodes pseudonyms as written in deliveries, byte by byte through tables: 32 hex digits or 22 base64url characters to 16 bytes.
 */

/** Why a text is no value. */
export type BadValue = "BAD_VALUE_LENGTH" | "BAD_HEX" | "BAD_BASE64URL";

const BAD = 0x100;
const HEX = table("0123456789abcdef", "0123456789ABCDEF");
const BASE64URL = table("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

/** Writes the 16 bytes that the text from `start` to `end` stands for as words at `out[at]`; returns what is wrong with it, or null. */
export function decodeValue(
  text: Uint8Array,
  start: number,
  end: number,
  out: Uint32Array,
  at: number,
): BadValue | null {
  if (end - start === 32) return decodeHex(text, start, out, at) ? null : "BAD_HEX";
  if (end - start === 22) return decodeBase64url(text, start, out, at) ? null : "BAD_BASE64URL";
  return "BAD_VALUE_LENGTH";
}

/** Decodes 32 hex digits; false where one is none, and what was written then means nothing. */
export function decodeHex(text: Uint8Array, start: number, out: Uint32Array, at: number): boolean {
  let seen = 0;
  for (let word = 0; word < 4; word++) {
    const i = start + 8 * word;
    const a = (HEX[text[i]] << 4) | HEX[text[i + 1]];
    const b = (HEX[text[i + 2]] << 4) | HEX[text[i + 3]];
    const c = (HEX[text[i + 4]] << 4) | HEX[text[i + 5]];
    const d = (HEX[text[i + 6]] << 4) | HEX[text[i + 7]];
    // A bad digit leaves a bit above the byte.
    seen |= a | b | c | d;
    out[at + word] = a | (b << 8) | (c << 16) | (d << 24);
  }
  return seen < BAD;
}

function decodeBase64url(text: Uint8Array, start: number, out: Uint32Array, at: number): boolean {
  const bytes = new Uint8Array(out.buffer, out.byteOffset + 4 * at, 16);
  let seen = 0;
  let bits = 0;
  let held = 0;
  let to = 0;
  for (let i = 0; i < 22; i++) {
    const six = BASE64URL[text[start + i]];
    seen |= six;
    held = ((held << 6) | (six & 63)) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[to++] = held >> bits;
  }
  // 22 characters are 132 bits; an encoder leaves the last four zero.
  return seen < BAD && (held & 15) === 0;
}

function table(...alphabets: string[]): Uint16Array {
  const values = new Uint16Array(256).fill(BAD);
  for (const alphabet of alphabets) for (let i = 0; i < alphabet.length; i++) values[alphabet.charCodeAt(i)] = i;
  return values;
}
