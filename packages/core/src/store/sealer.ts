import { randomBytes } from "node:crypto";

import { seal, unseal } from "@koppel/keyring";

import { KoppelError } from "../errors.ts";
import { PartKey, partKeyPlace, sealBroken } from "./part-key.ts";
import type { PartKeySource } from "./part-key-store.ts";

/** The keys that a table's part keys are sealed with, by version, fit to be handed to a thread. */
export interface SealKeys {
  /** Id of the table, bound into every part key. */
  readonly table: string;
  /** The generation of contents that the part keys are for, bound in too, so that what was replaced cannot be put back. */
  readonly generation: number;
  /** The version that seals what is new. */
  readonly primary: number;
  readonly keys: ReadonlyMap<number, Uint8Array>;
}

/** What to do where a ring lacks a version that a table needs. */
export const OLDER_RING =
  "The ring may have been put back from before a rotation: put a newer backup of it back (koppel restore keys). Without that version what is under it cannot be read again.";

const VERSION_BYTES = 4;
const KEY_BYTES = 32;

/**
 * Makes and opens the part keys of one generation of a table. Each tells its seal version and is bound to table, generation and part, so
 * that none can be moved, swapped, or taken from another table or time.
 */
export class Sealer {
  readonly #keys: SealKeys;

  constructor(keys: SealKeys) {
    this.#keys = keys;
  }

  /** A new random key for a part, sealed under the primary version. */
  newKey(part: string): PartKey {
    const { primary, keys } = this.#keys;
    const key = randomBytes(KEY_BYTES);
    const own = seal(keys.get(primary)!, key, this.#context(part));
    const sealed = new Uint8Array(VERSION_BYTES + own.length);
    new DataView(sealed.buffer).setUint32(0, primary, true);
    sealed.set(own, VERSION_BYTES);
    return new PartKey({ part, sealed }, key);
  }

  /** The key that a part has. @throws KoppelError SEAL_VERSION, SEAL_BROKEN */
  keyOf(part: string, source: PartKeySource): PartKey {
    return this.openKey(part, source.of(part) ?? new Uint8Array(0));
  }

  /** @throws KoppelError SEAL_VERSION, SEAL_BROKEN */
  openKey(part: string, sealed: Uint8Array): PartKey {
    const place = partKeyPlace(part);
    if (sealed.length < VERSION_BYTES) throw sealBroken(place);
    const version = versionOf(sealed);
    const key = this.#keys.keys.get(version);
    if (key === undefined)
      throw new KoppelError(
        "SEAL_VERSION",
        `${place} is sealed under version ${version} of the key "seal", which this key ring does not have, or not in use`,
        { hint: OLDER_RING },
      );
    try {
      return new PartKey({ part, sealed }, unseal(key, sealed.subarray(VERSION_BYTES), this.#context(part)));
    } catch (cause) {
      throw sealBroken(place, cause);
    }
  }

  /** Whether a part key is sealed under the primary version. */
  isPrimary({ row }: PartKey): boolean {
    return versionOf(row.sealed) === this.#keys.primary;
  }

  #context(part: string): string {
    return `${this.#keys.table}|${this.#keys.generation}|${partKeyPlace(part)}`;
  }
}

function versionOf(sealed: Uint8Array): number {
  return new DataView(sealed.buffer, sealed.byteOffset).getUint32(0, true);
}
