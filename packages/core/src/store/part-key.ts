import { seal, unseal } from "@koppel/keyring";

import { KoppelError } from "../errors.ts";

/** The key of a part as the table keeps it. */
export interface PartKeyRow {
  /** Name of the part, such as `partition 17`. */
  readonly part: string;
  readonly sealed: Uint8Array;
}

/**
 * The random key of one part of a table: a partition, or the record keys of a delivery. All that is sealed of the part is sealed with it, and
 * opens no more, wherever a copy of it may be, once the key is gone.
 */
export class PartKey {
  readonly row: PartKeyRow;
  readonly #key: Uint8Array;

  /** @param key 32 bytes */
  constructor(row: PartKeyRow, key: Uint8Array) {
    this.row = row;
    this.#key = key;
  }

  /** @param place what the bytes are, such as `evidence|17|3`; the same must be said to open them */
  seal(bytes: Uint8Array, place: string): Uint8Array {
    return seal(this.#key, bytes, place);
  }

  /** @throws KoppelError SEAL_BROKEN */
  open(sealed: Uint8Array, place: string): Uint8Array {
    try {
      return unseal(this.#key, sealed, place);
    } catch (cause) {
      throw sealBroken(place, cause);
    }
  }
}

export function sealBroken(place: string, cause?: unknown): KoppelError {
  return new KoppelError("SEAL_BROKEN", `${place} cannot be opened: wrong key ring, or the link table was altered`, {
    cause,
    hint: "Restore the link table from its backup; `koppel verify` tells which parts are whole.",
  });
}

/** What a part key is called where it is sealed, and where it does not open. */
export const partKeyPlace = (part: string): string => `part key of ${part}`;

/** Names of parts. */
export const partitionPart = (partition: number): string => `partition ${partition}`;
export const deliveryPart = (delivery: number): string => `delivery ${delivery}`;
