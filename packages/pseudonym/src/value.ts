const HEX = /^[0-9A-Fa-f]{32}$/;
const BASE64URL = /^[A-Za-z0-9_-]{22}$/;

/** A value as lower-case hex digits, two a byte. */
export function toHex(bytes: Uint8Array): string {
  return view(bytes).toString("hex");
}

/** A value as base64url without padding: 22 characters for 16 bytes. */
export function toBase64url(bytes: Uint8Array): string {
  return view(bytes).toString("base64url");
}

/**
 * The 16 bytes of a value written as 32 hex digits in either case or as 22 base64url characters, else null.
 *
 * A base64url text whose spare bits are set is refused: it is one that no encoder writes.
 */
export function parseValue(text: string): Uint8Array | null {
  if (HEX.test(text)) return Uint8Array.from(Buffer.from(text, "hex"));
  if (!BASE64URL.test(text)) return null;
  const bytes = Uint8Array.from(Buffer.from(text, "base64url"));
  return toBase64url(bytes) === text ? bytes : null;
}

function view(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
