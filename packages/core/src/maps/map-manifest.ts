import { isSigned, signBytes } from "@koppel/keyring";
import { z } from "zod";

import type { Signer } from "../enquiry/enquiry-file.ts";

const hex = (bytes: number): z.ZodString => z.string().regex(new RegExp(`^[0-9a-f]{${2 * bytes}}$`));

const mapManifestSchema = z.strictObject({
  format: z.literal("koppel-map"),
  version: z.literal(1),
  registry: z.string(),
  /** Key versions of the registry that old and new values are under. */
  from: z.int().min(1),
  to: z.int().min(1),
  /** How many values there are, by type. */
  values: z.record(z.string(), z.int().min(0)),
  /** Of the map as it lies on disk, hex. */
  sha256: hex(32),
  /** Who signed. */
  signer: z.string(),
  /** Ed25519 over the rest of the manifest, and so over the map, hex. */
  signature: hex(64),
});

/** The label of a map, signed. */
export type MapManifest = z.infer<typeof mapManifestSchema>;

/** Signs a label. */
export function signManifest(label: Omit<MapManifest, "signer" | "signature">, { name, seed }: Signer): MapManifest {
  const signed = { ...label, signer: name };
  return { ...signed, signature: Buffer.from(signBytes(seed, bytesOf(signed), CONTEXT)).toString("hex") };
}

/** The label that was signed with this key in exactly these bytes, else undefined. @param publicKey 32 bytes */
export function signedManifest(file: Uint8Array, publicKey: Uint8Array): MapManifest | undefined {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(file));
  } catch {
    return undefined;
  }
  const { data } = mapManifestSchema.safeParse(json);
  // What is signed is the content, so the bytes must be the one way to write it.
  if (data === undefined || !Buffer.from(`${JSON.stringify(json, null, 2)}\n`).equals(file)) return undefined;
  const { signature, ...rest } = data;
  return isSigned(publicKey, bytesOf(rest), Buffer.from(signature, "hex"), CONTEXT) ? data : undefined;
}

const CONTEXT = "map";

function bytesOf(label: Omit<MapManifest, "signature">): Uint8Array {
  return Buffer.from(JSON.stringify(label));
}
