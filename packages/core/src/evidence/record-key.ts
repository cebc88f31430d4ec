import { createHash } from "node:crypto";

import { encryptColumn } from "@koppel/keyring";

/** Text before the 128-bit key of one source of records; the digest is fixed for ever, as fingerprints rest on it. */
const CONTEXT = "KOPPEL|record|1";

/**
 * Keys of record ids: a 128-bit digest of registry, provider and record id, for a whole column of ids at once.
 *
 * It depends on nothing else, no key of the table included, so that fingerprints can be compared between tables and
 * outlive every change of keys. Ids are cut into 16-byte blocks that are chained through AES under a public key made from
 * registry and provider (Davies-Meyer), which runs at tens of millions of blocks a second where a hash call a record would cost a
 * microsecond. Record keys stand in sealed segments only.
 *
 * @param text ids in UTF-8, one after the other; id i runs from `offsets[i]` to `offsets[i + 1]`
 * @returns `ids * 16` bytes
 */
export function recordKeys(registry: string, provider: string, text: Uint8Array, offsets: Uint32Array): Uint8Array {
  const key = createHash("sha256").update(`${CONTEXT}|${registry}|${provider}`).digest();
  const ids = offsets.length - 1;
  let state: Uint8Array = new Uint8Array(ids * 16);
  let longest = 0;
  for (let id = 0; id < ids; id++) {
    const length = offsets[id + 1] - offsets[id];
    if (length > longest) longest = length;
    // The length goes in first, so that no id is the beginning of another.
    state[id * 16] = length;
    state[id * 16 + 1] = length >>> 8;
    state[id * 16 + 2] = length >>> 16;
    copy(text, offsets[id], Math.min(length, 13), state, id * 16 + 3);
  }
  state = compress(key, state);
  for (let from = 13; from < longest; from += 16) {
    const rows: number[] = [];
    for (let id = 0; id < ids; id++) if (offsets[id + 1] - offsets[id] > from) rows.push(id);
    const next = new Uint8Array(rows.length * 16);
    rows.forEach((id, i) => {
      copy(text, offsets[id] + from, Math.min(offsets[id + 1] - offsets[id] - from, 16), next, i * 16);
      for (let byte = 0; byte < 16; byte++) next[i * 16 + byte] ^= state[id * 16 + byte];
    });
    const digests = compress(key, next);
    rows.forEach((id, i) => state.set(digests.subarray(i * 16, i * 16 + 16), id * 16));
  }
  return state;
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
