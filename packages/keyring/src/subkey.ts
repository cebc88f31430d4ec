import { hkdfSync } from "node:crypto";

import { KEY_BYTES } from "./cipher.ts";

/**
 * Derives a 32-byte key from a uniformly random one, for the purpose the labels name (HKDF-SHA-256, RFC 5869).
 *
 * The labels are framed as a JSON list, so no two lists of labels meet; together they take at most about 1,000 bytes.
 */
export function subkey(key: Uint8Array, ...labels: (string | number)[]): Uint8Array {
  const info = JSON.stringify(["koppel", ...labels]);
  return new Uint8Array(hkdfSync("sha256", key, "", info, KEY_BYTES));
}
