/**
 * Writes pseudonyms, four words each, as text over the text that they were read from, through tables. A view on the text takes four
 * characters at once, wherever they start.
 */

const HEX = pairs("0123456789abcdef", 4);
const BASE64URL = pairs("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", 6);

/** Writes the four words from `from` as 32 lower-case hex digits at `at`. */
export function encodeHex(words: Uint32Array, from: number, out: DataView, at: number): void {
  for (let word = 0; word < 4; word++) {
    const bytes = words[from + word];
    const i = at + 8 * word;
    out.setInt32(i, HEX[bytes & 255] | (HEX[(bytes >>> 8) & 255] << 16), true);
    out.setInt32(i + 4, HEX[(bytes >>> 16) & 255] | (HEX[bytes >>> 24] << 16), true);
  }
}

/** Writes the four words from `from` as 22 base64url characters at `at`. */
export function encodeBase64url(words: Uint32Array, from: number, out: DataView, at: number): void {
  const byte = (i: number): number => (words[from + (i >> 2)] >>> (8 * (i & 3))) & 255;
  for (let i = 0; i < 15; i += 3) {
    const bits = (byte(i) << 16) | (byte(i + 1) << 8) | byte(i + 2);
    out.setInt32(at, BASE64URL[bits >> 12] | (BASE64URL[bits & 4095] << 16), true);
    at += 4;
  }
  // The last byte and four zero bits.
  out.setInt16(at, BASE64URL[byte(15) << 4], true);
}

/** Two characters, the first in the lower byte, for every pair of digits. @param bits of a digit */
function pairs(alphabet: string, bits: number): Uint16Array {
  const code = (digit: number): number => alphabet.charCodeAt(digit);
  return Uint16Array.from({ length: 1 << (2 * bits) }, (_, n) => code(n >> bits) | (code(n & ((1 << bits) - 1)) << 8));
}
