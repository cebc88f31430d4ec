import { signBytes, type SignatureCheck } from "@koppel/keyring";
import { toHex } from "@koppel/pseudonym";
import { z } from "zod";

/** Fields that every signed manifest has: SHA-256 of the file that it goes with, and an Ed25519 signature over all else that it says. */
export const signedFields = {
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  signature: z.string().regex(/^[0-9a-f]{128}$/),
};

/** A manifest that is signed; its format is the context of the signature. */
export interface SignedManifest {
  readonly format: string;
  readonly sha256: string;
  readonly signature: string;
}

/** Makes an Ed25519 signature, 64 bytes, over bytes in a context. */
type Sign = (bytes: Uint8Array, context: string) => Uint8Array;

/** Signs with a private key, 32 bytes. */
export function signingWith(seed: Uint8Array): Sign {
  return (bytes, context) => signBytes(seed, bytes, context);
}

/** Signs what a manifest says. */
export function signManifest<L extends Omit<SignedManifest, "signature">>(label: L, sign: Sign): L & SignedManifest {
  return { ...label, signature: toHex(sign(signedBytes(label), label.format)) };
}

/** Whether who is checked for has signed a manifest, in just this order of fields. */
export function isSignedManifest(manifest: SignedManifest, check: SignatureCheck): boolean {
  const { signature, ...rest } = manifest;
  return check(signedBytes(rest), Buffer.from(signature, "hex"), manifest.format);
}

/** The one text that a manifest has: another byte anywhere is an alteration. */
export function manifestText(manifest: object): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** A manifest in the one text that it has, with its fields in the order of the text; undefined for any other text. */
export function parseManifest<M extends SignedManifest>(text: string, schema: z.ZodType<M>): M | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  return schema.safeParse(json).success && manifestText(json as object) === text ? (json as M) : undefined;
}

function signedBytes(label: object): Uint8Array {
  return Buffer.from(JSON.stringify(label));
}
