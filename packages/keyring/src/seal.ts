import { createCipheriv, createDecipheriv, randomFillSync } from "node:crypto";

import { checkKey, pump } from "./cipher.ts";
import { KeyringError } from "./errors.ts";

const FORMAT = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = 1 + NONCE_BYTES;
const ALGORITHM = "aes-256-gcm";
const TAG = { authTagLength: TAG_BYTES };

/**
 * Seals bytes of any length with AES-256-GCM under a random nonce: 1 byte format, 12 bytes nonce, ciphertext, 16 bytes tag.
 *
 * `context` names where the bytes belong; it is authenticated, not stored, so they open in no other place. One key seals
 * at most 2^32 times (NIST SP 800-38D, random nonces). Throws `KEY_LENGTH`.
 *
 * @example
 * const blob = seal(ring.typeKey("seal", 1, "segment"), columns, "partition 7/segment 3");
 */
export function seal(key: Uint8Array, plaintext: Uint8Array, context: string): Uint8Array {
  checkKey(key);
  const sealed = new Uint8Array(HEADER_BYTES + plaintext.length + TAG_BYTES);
  sealed[0] = FORMAT;
  const nonce = randomFillSync(sealed.subarray(1, HEADER_BYTES));
  const cipher = createCipheriv(ALGORITHM, key, nonce, TAG).setAAD(Buffer.from(context));
  pump(cipher, plaintext, sealed, HEADER_BYTES);
  cipher.final();
  sealed.set(cipher.getAuthTag(), sealed.length - TAG_BYTES);
  return sealed;
}

/** Opens what {@link seal} made under the same key and context, or throws `SEAL_BROKEN` and gives nothing; `KEY_LENGTH` as there. */
export function unseal(key: Uint8Array, sealed: Uint8Array, context: string): Uint8Array {
  checkKey(key);
  const length = sealed.length - HEADER_BYTES - TAG_BYTES;
  if (length < 0 || sealed[0] !== FORMAT) throw broken(context);
  const end = HEADER_BYTES + length;
  const plaintext = new Uint8Array(length);
  const decipher = createDecipheriv(ALGORITHM, key, sealed.subarray(1, HEADER_BYTES), TAG)
    .setAAD(Buffer.from(context))
    .setAuthTag(sealed.subarray(end));
  pump(decipher, sealed.subarray(HEADER_BYTES, end), plaintext, 0);
  try {
    decipher.final();
  } catch {
    plaintext.fill(0);
    throw broken(context);
  }
  return plaintext;
}

function broken(context: string): KeyringError {
  return new KeyringError(
    "SEAL_BROKEN",
    `the sealed bytes of "${context}" do not open: the key is another, or they were altered or moved`,
    "Check that the key ring belongs to these data; if it does, restore them from a backup.",
  );
}
