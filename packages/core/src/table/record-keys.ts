import { deliveryPart, type PartKeyRow } from "../store/part-key.ts";
import type { Sealer } from "../store/sealer.ts";
import type { OpenTable } from "./open-table.ts";

/** Record keys of a delivery, sealed, and the part key that opens them. */
export interface SealedRecordKeys {
  readonly key: PartKeyRow;
  readonly sealed: Uint8Array;
}

/** The keys of the records that were taken of a delivery, 16 bytes each. @throws KoppelError SEAL_BROKEN, SEAL_VERSION */
export function recordKeysOf({ store, sealer }: OpenTable, delivery: number): Uint8Array {
  return sealer.keyOf(deliveryPart(delivery), store.partKeys).open(store.recordKeys(delivery), placeOf(delivery));
}

/** Seals record keys of a delivery; each time under a new part key, since they are written as a whole. */
export function sealRecordKeys(sealer: Sealer, delivery: number, recordKeys: Uint8Array): SealedRecordKeys {
  const key = sealer.newKey(deliveryPart(delivery));
  return { key: key.row, sealed: key.seal(recordKeys, placeOf(delivery)) };
}

function placeOf(delivery: number): string {
  return `record-keys|${delivery}`;
}
