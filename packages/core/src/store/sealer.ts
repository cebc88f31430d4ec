import { seal, unseal } from "@koppel/keyring";

import { KoppelError } from "../errors.ts";

/** The keys a table's contents are sealed with, by version, fit to be handed to a thread. */
export interface SealKeys {
  /** Id of the table, bound into everything sealed. */
  readonly table: string;
  /** The generation of contents that is sealed, bound in too, so that what was replaced cannot be put back. */
  readonly generation: number;
  /** The version that seals what is new. */
  readonly primary: number;
  readonly keys: ReadonlyMap<number, Uint8Array>;
}

/** What to do where a ring lacks a version that a table needs. */
export const OLDER_RING =
  "The ring may have been put back from before a rotation: put a newer backup of it back (koppel restore keys). Without that version what is under it cannot be read again.";

const VERSION_BYTES = 4;

/**
 * Seals and opens the contents of one generation of a table. Each sealed text tells its key version and is bound to table, generation and
 * place, so that none can be moved, swapped, or taken from another table or time.
 */
export class Sealer {
  readonly #keys: SealKeys;

  constructor(keys: SealKeys) {
    this.#keys = keys;
  }

  /** @param place what the bytes are, such as `evidence|17|3`; the same must be said to open them */
  seal(bytes: Uint8Array, place: string): Uint8Array {
    const { primary, keys } = this.#keys;
    const sealed = seal(keys.get(primary)!, bytes, this.#context(place));
    const out = new Uint8Array(VERSION_BYTES + sealed.length);
    new DataView(out.buffer).setUint32(0, primary, true);
    out.set(sealed, VERSION_BYTES);
    return out;
  }

  /** @throws KoppelError SEAL_VERSION, SEAL_BROKEN */
  open(sealed: Uint8Array, place: string): Uint8Array {
    const version =
      sealed.length < VERSION_BYTES ? 0 : new DataView(sealed.buffer, sealed.byteOffset).getUint32(0, true);
    const key = this.#keys.keys.get(version);
    if (key === undefined)
      throw new KoppelError(
        "SEAL_VERSION",
        `${place} is sealed under version ${version} of the key "seal", which this key ring does not have, or not in use`,
        { hint: OLDER_RING },
      );
    try {
      return unseal(key, sealed.subarray(VERSION_BYTES), this.#context(place));
    } catch (cause) {
      throw new KoppelError("SEAL_BROKEN", `${place} cannot be opened: wrong key ring, or the link table was altered`, {
        cause,
        hint: "Restore the link table from its backup; `koppel verify` tells which parts are whole.",
      });
    }
  }

  #context(place: string): string {
    return `${this.#keys.table}|${this.#keys.generation}|${place}`;
  }
}
