import { publicKeyOf, seal, unseal, KeyringError, type KeyRing } from "@koppel/keyring";
import { toHex } from "@koppel/pseudonym";

import { KoppelError } from "../errors.ts";

/** The one domain in a provider's own key ring, of kind `reversible`. */
export const REVERSIBLE_DOMAIN = "reversible";

/** Numbers are padded to a multiple of so many bytes, so that their length tells nothing. */
const BLOCK_BYTES = 32;
const END = 0x80;
const VERSION_BYTES = 4;

/**
 * Patient numbers of one provider for one registry, sealed so that this provider alone can read them (R28, D14).
 *
 * A sealed number is base64url of 4 bytes key version (little-endian) and what `seal` gives: AES-256-GCM under a random nonce, so that
 * equal numbers are not equal. Provider, registry and version are authenticated with it: it opens for no other.
 */
export class ReversibleNumbers {
  readonly #ring: KeyRing;
  readonly #parties: readonly [provider: string, registry: string];
  readonly #primary: number;
  readonly #keys = new Map<number, Uint8Array>();

  /** @param ring the provider's own; @throws KeyringError DOMAIN_MISSING */
  constructor(ring: KeyRing, provider: string, registry: string) {
    this.#ring = ring;
    this.#parties = [provider, registry];
    this.#primary = ring.domain(REVERSIBLE_DOMAIN).primary;
  }

  /** @throws KeyringError VERSION_DISABLED */
  seal(number: string): string {
    const text = Buffer.from(number);
    const padded = new Uint8Array(Math.ceil((text.length + 1) / BLOCK_BYTES) * BLOCK_BYTES);
    padded.set(text);
    padded[text.length] = END;
    const version = new Uint8Array(Uint32Array.of(this.#primary).buffer);
    return Buffer.concat([version, seal(this.#key(this.#primary), padded, this.#context(this.#primary))]).toString(
      "base64url",
    );
  }

  /** @throws KoppelError WRONG_REVERSIBLE_KEY; KeyringError VERSION_MISSING, VERSION_DISABLED */
  open(sealed: string): string {
    const bytes = Buffer.from(sealed, "base64url");
    if (bytes.length <= VERSION_BYTES) throw wrongKey();
    const version = bytes.readUInt32LE();
    try {
      const padded = unseal(this.#key(version), bytes.subarray(VERSION_BYTES), this.#context(version));
      return Buffer.from(padded.subarray(0, padded.lastIndexOf(END))).toString();
    } catch (error) {
      if (error instanceof KeyringError && error.code === "SEAL_BROKEN") throw wrongKey();
      throw error;
    }
  }

  #key(version: number): Uint8Array {
    const known = this.#keys.get(version) ?? this.#ring.typeKey(REVERSIBLE_DOMAIN, version, "MRN");
    this.#keys.set(version, known);
    return known;
  }

  #context(version: number): string {
    return JSON.stringify(["reversible number", ...this.#parties, version]);
  }
}

/** The private key, 32 bytes, with which a provider signs its answers. @throws KeyringError DOMAIN_MISSING, VERSION_DISABLED */
export function answerSeed(ring: KeyRing): Uint8Array {
  return ring.typeKey(REVERSIBLE_DOMAIN, ring.domain(REVERSIBLE_DOMAIN).primary, "answers");
}

/** The public key that goes with {@link answerSeed}, 64 hex digits. */
export function answerKey(ring: KeyRing): string {
  return toHex(publicKeyOf(answerSeed(ring)));
}

function wrongKey(): KoppelError {
  return new KoppelError("WRONG_REVERSIBLE_KEY", "a reversible number does not open with this key", {
    hint: "Only the key of the provider that delivered it opens it, for the registry that it was delivered for.",
  });
}
