import type { Cipheriv, Decipheriv } from "node:crypto";

import { KeyringError } from "./errors.ts";

/** Bytes of every key in this package: AES-256 and HKDF-SHA-256 alike. */
export const KEY_BYTES = 32;

/** Bytes handed to a cipher at once: the pieces stay in the processor's cache, and no input meets OpenSSL's 2 GiB limit. */
export const CHUNK_BYTES = 64 * 1024;

/** Refuses a key that is not {@link KEY_BYTES} long; throws `KEY_LENGTH`, which tells the length alone. */
export function checkKey(key: Uint8Array): void {
  if (key.length === KEY_BYTES) return;
  throw new KeyringError(
    "KEY_LENGTH",
    `a key of ${key.length} bytes was given, ${KEY_BYTES} are needed`,
    "Use a key from a key ring, or 32 random bytes.",
  );
}

/** Runs `input` through `cipher` into `out` from `at` on, chunk by chunk; the cipher must give a byte for a byte. */
export function pump(cipher: Cipheriv | Decipheriv, input: Uint8Array, out: Uint8Array, at: number): void {
  for (let from = 0; from < input.length; from += CHUNK_BYTES) {
    out.set(cipher.update(input.subarray(from, from + CHUNK_BYTES)), at + from);
  }
}
