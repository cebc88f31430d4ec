import { createHmac } from "node:crypto";

/** Eight hex digits that tell which source key made a delivery, and nothing else about the key. */
export function keyCheck(key: Uint8Array): string {
  return createHmac("sha256", key).update("KOPPEL|key-check").digest("hex").slice(0, 8);
}
