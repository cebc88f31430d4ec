import { createHash, hash } from "node:crypto";

import { encryptColumn } from "@koppel/keyring";

/** Text before the 128-bit key of one source of records; the digest is fixed for ever, as fingerprints rest on it. */
const CONTEXT = "KOPPEL|record|1";

/** Ids of at most so many bytes are their own block: injective, and a permutation away from the key. */
const SHORT = 15;

/**
 * Keys of record ids: a 128-bit digest of registry, provider and record id, for a whole column of ids at once.
 *
 * It depends on nothing else, no key of the table included, so that fingerprints can be compared between tables and
 * outlive every change of keys. A short id fills one block with its length and goes through AES under a public key made from registry and
 * provider, fed forward, which runs at tens of millions of ids a second where a hash call each would cost a microsecond; longer ids
 * are first hashed with SHA-256. Record keys stand in sealed segments only.
 *
 * @param text ids in UTF-8, one after the other; id i runs from `offsets[i]` to `offsets[i + 1]`
 * @returns `ids * 16` bytes
 */
export function recordKeys(registry: string, provider: string, text: Uint8Array, offsets: Uint32Array): Uint8Array {
  const key = createHash("sha256").update(`${CONTEXT}|${registry}|${provider}`).digest();
  const ids = offsets.length - 1;
  const blocks = new Uint8Array(ids * 16);
  for (let id = 0; id < ids; id++) {
    const [from, to] = [offsets[id], offsets[id + 1]];
    if (to - from <= SHORT) {
      blocks[id * 16] = to - from;
      copy(text, from, to - from, blocks, id * 16 + 1);
    } else {
      // A first byte that no short id has.
      blocks[id * 16] = 0xff;
      copy(hash("sha256", text.subarray(from, to), "buffer"), 0, 15, blocks, id * 16 + 1);
    }
  }
  return compress(key, blocks);
}

/** The key of one record id. */
export function recordKey(registry: string, provider: string, recordId: string): Uint8Array {
  const text = new TextEncoder().encode(recordId);
  return recordKeys(registry, provider, text, Uint32Array.of(0, text.length));
}

/** One-way step over a column of 16-byte blocks: AES(block) xor block. */
export function compress(key: Uint8Array, blocks: Uint8Array): Uint8Array {
  const out = encryptColumn(key, blocks);
  for (let i = 0; i < out.length; i++) out[i] ^= blocks[i];
  return out;
}

function copy(source: Uint8Array, from: number, length: number, target: Uint8Array, at: number): void {
  for (let i = 0; i < length; i++) target[at + i] = source[from + i];
}
