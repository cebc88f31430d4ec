import { createCipheriv, createDecipheriv, type Cipheriv, type Decipheriv } from "node:crypto";

import { CHUNK_BYTES, checkKey, pump } from "./cipher.ts";
import { KeyringError } from "./errors.ts";

/** Bytes of one pseudonym: exactly one AES block, so that encryption is a permutation of the pseudonyms. */
const BLOCK_BYTES = 16;

/**
 * Encrypts a column of 16-byte pseudonyms, each for itself, with AES-256 as a pseudorandom permutation (R9, stage 2).
 *
 * One block a value makes equal values equal again, which is what linkage needs, so this is not a cipher for other data;
 * seal those. `out` is as long as `column` and may be `column` itself. Throws `KEY_LENGTH`, `COLUMN_LENGTH`.
 *
 * @example
 * const pseudonyms = encryptColumn(ring.typeKey("heart", 1, "NGGV"), prePseudonyms);
 */
export function encryptColumn(
  key: Uint8Array,
  column: Uint8Array,
  out: Uint8Array = new Uint8Array(column.length),
): Uint8Array {
  checkColumn(column, out);
  pump(encipher(key), column, out, 0);
  return out;
}

/** Undoes {@link encryptColumn} under the same key; same shapes and errors, and no way to tell a wrong key. */
export function decryptColumn(
  key: Uint8Array,
  column: Uint8Array,
  out: Uint8Array = new Uint8Array(column.length),
): Uint8Array {
  checkColumn(column, out);
  pump(decipher(key), column, out, 0);
  return out;
}

/**
 * Carries a column from one domain, version or type to another: decrypted under `from`, encrypted under `to`, without the inputs (D5).
 *
 * Pre-pseudonyms, equal across registries, exist one 64 KiB chunk at a time, in a buffer wiped at once. `out` is as long as
 * `column` and may be `column` itself. Throws `KEY_LENGTH`, `COLUMN_LENGTH`.
 */
export function translateColumn(
  from: Uint8Array,
  to: Uint8Array,
  column: Uint8Array,
  out: Uint8Array = new Uint8Array(column.length),
): Uint8Array {
  checkColumn(column, out);
  const open = decipher(from);
  const close = encipher(to);
  for (let at = 0; at < column.length; at += CHUNK_BYTES) {
    const inner = open.update(column.subarray(at, at + CHUNK_BYTES));
    out.set(close.update(inner), at);
    inner.fill(0);
  }
  return out;
}

function encipher(key: Uint8Array): Cipheriv {
  checkKey(key);
  return createCipheriv("aes-256-ecb", key, null).setAutoPadding(false);
}

function decipher(key: Uint8Array): Decipheriv {
  checkKey(key);
  return createDecipheriv("aes-256-ecb", key, null).setAutoPadding(false);
}

function checkColumn(column: Uint8Array, out: Uint8Array): void {
  if (column.length % BLOCK_BYTES === 0 && out.length === column.length) return;
  throw new KeyringError(
    "COLUMN_LENGTH",
    `a column of ${column.length} bytes with an output of ${out.length}`,
    "A column is a whole number of 16-byte values, and its output is as long.",
  );
}
