import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";

import { z } from "zod";

import { fromHex, toBase64, toHex } from "./bytes.ts";
import { KEY_BYTES } from "./cipher.ts";
import { tampered } from "./lock.ts";
import {
  certified,
  certifiedBytes,
  certifiedSchema,
  claimRing,
  lockBytes,
  parseRing,
  readRingText,
  ringText,
  writeRingText,
  type Certified,
  type RingFile,
} from "./ring-file.ts";
import { seal, unseal } from "./seal.ts";
import { isSigned, publicKeyOf, signBytes } from "./signature.ts";
import { subkey } from "./subkey.ts";

const CONTEXT = "custody";

/** Makes the key pair that signs a ring. @param custody key of that compartment, under which the private one is kept */
export function newSigner(ring: string, custody: Uint8Array): Pick<RingFile, "signer" | "sealedSigner"> {
  const seed = randomBytes(KEY_BYTES);
  const signer = toHex(publicKeyOf(seed));
  const sealedSigner = toBase64(seal(subkey(custody, "signer"), seed, placeOf(ring)));
  seed.fill(0);
  return { signer, sealedSigner };
}

/** Whether the signature of a ring holds for what it says now. */
export function isRingSigned(file: RingFile): boolean {
  return isCertified(certified(file), file.signature);
}

/** Signs a ring as it is now. */
export function signRing(file: RingFile, custody: Uint8Array): void {
  const seed = unseal(subkey(custody, "signer"), Buffer.from(file.sealedSigner, "base64"), placeOf(file.id));
  file.signature = toHex(signBytes(seed, certifiedBytes(certified(file)), CONTEXT));
  seed.fill(0);
}

/** Who may sign in a ring, signed by its custody: what is handed out with anything signed, and holds no key. */
export const certificateSchema = z.strictObject({
  ...certifiedSchema.shape,
  signature: z.string().regex(/^[0-9a-f]{128}$/),
});

export type RingCertificate = z.infer<typeof certificateSchema>;

/** Whether a certificate is signed by the signer that it names; whether that is the right one is for who reads it to know. */
export function isCertificate({ signature, ...what }: RingCertificate): boolean {
  return isCertified(what, signature);
}

function isCertified(what: Certified, signature: string): boolean {
  return isSigned(fromHex(what.signer), certifiedBytes(what), fromHex(signature), CONTEXT);
}

/** Checks that nothing in a ring file was altered; throws `RING_TAMPERED`, which names what was. */
export function checkRing(file: RingFile, text: string, path: string): void {
  for (const principal of file.principals) {
    const { name, publicKey, lock, lockSignature = "" } = principal;
    if (lock === undefined && lockSignature === "") continue;
    if (!isSigned(fromHex(publicKey), lockBytes(principal, file.id), fromHex(lockSignature), "lock"))
      throw tampered(path, `the lock of ${name} is not what it made`);
  }
  if (!isRingSigned(file)) throw tampered(path, "its signature does not hold");
  if (ringText(file) !== text) throw tampered(path, "it is not written as Koppel writes it");
}

/** Writes the text of a ring to a new file, and checks what is there then; throws `RING_EXISTS`, `RING_TAMPERED`. */
export function copyRing(text: string, path: string): void {
  claimRing(path);
  try {
    writeRingText(path, text);
    const copy = readRingText(path);
    checkRing(parseRing(copy, path), copy, path);
    if (copy !== text) throw tampered(path, "it is not what was written");
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  }
}

function placeOf(ring: string): string {
  return JSON.stringify([ring, CONTEXT]);
}
