import { hkdfSync } from "node:crypto";

import type { Signer } from "@koppel/core";
import type { KeyRing } from "@koppel/keyring";

/** Who signs maps: the holder of the key ring, with a key that follows from the ring and stays the same. */
export function mapSigner(ring: KeyRing): Signer {
  const material = ring.material("seal", 1);
  const seed = new Uint8Array(hkdfSync("sha256", material, "", "koppel map signer", 32));
  material.fill(0);
  return { name: ring.id, seed };
}
