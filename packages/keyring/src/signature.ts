import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";

import { checkKey } from "./cipher.ts";

/** What stands before the 32 bytes of an Ed25519 key in DER (RFC 8410): PKCS #8 for a private one, SPKI for a public one. */
const PRIVATE = Buffer.from("302e020100300506032b657004220420", "hex");
const PUBLIC = Buffer.from("302a300506032b6570032100", "hex");

/** Bytes of a signature. */
const SIGNATURE_BYTES = 64;

/**
 * Signs bytes with Ed25519; `context` names what they are, so that no signature can stand in for one of another kind.
 *
 * @param seed the private key, 32 bytes; @throws KeyringError KEY_LENGTH
 * @returns 64 bytes
 */
export function signBytes(seed: Uint8Array, bytes: Uint8Array, context: string): Uint8Array {
  return sign(null, framed(bytes, context), privateKey(seed));
}

/** Tells whether signatures were made by one holder of a private key. */
export type SignatureCheck = (bytes: Uint8Array, signature: Uint8Array, context: string) => boolean;

/** A check of many signatures by one key. @param publicKey 32 bytes; throws `KEY_LENGTH` */
export function signatureCheck(publicKey: Uint8Array): SignatureCheck {
  checkKey(publicKey);
  const key = createPublicKey({ key: Buffer.concat([PUBLIC, publicKey]), format: "der", type: "spki" });
  return (bytes, signature, context) =>
    signature.length === SIGNATURE_BYTES && verify(null, framed(bytes, context), key, signature);
}

/** Whether a signature was made over these bytes and this context by the holder of the private key. @param publicKey 32 bytes */
export function isSigned(publicKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array, context: string): boolean {
  return signatureCheck(publicKey)(bytes, signature, context);
}

/** The public key, 32 bytes, of a private one; throws `KEY_LENGTH`. */
export function publicKeyOf(seed: Uint8Array): Uint8Array {
  const { x } = createPublicKey(privateKey(seed)).export({ format: "jwk" });
  return new Uint8Array(Buffer.from(x!, "base64url"));
}

function privateKey(seed: Uint8Array): KeyObject {
  checkKey(seed);
  return createPrivateKey({ key: Buffer.concat([PRIVATE, seed]), format: "der", type: "pkcs8" });
}

function framed(bytes: Uint8Array, context: string): Buffer {
  return Buffer.concat([Buffer.from(`${JSON.stringify(["koppel", context])}\n`), bytes]);
}
