import type { RecordIds } from "../intake/slab.ts";

/** The stored form of record ids: their number, the offsets, the text. */
export function recordIdBytes(ids: RecordIds): Uint8Array {
  const rows = ids.offsets.length - 1;
  const text = ids.text.subarray(0, ids.offsets[rows]);
  const bytes = new Uint8Array(4 + 4 * (rows + 1) + text.length);
  const header = new Uint32Array(bytes.buffer, 0, rows + 2);
  header[0] = rows;
  header.set(ids.offsets, 1);
  bytes.set(text, 4 * (rows + 2));
  return bytes;
}

/** The record ids that these bytes hold. */
export function readRecordIds(bytes: Uint8Array): RecordIds {
  const aligned = bytes.slice();
  const rows = new Uint32Array(aligned.buffer, 0, 1)[0];
  return { offsets: new Uint32Array(aligned.buffer, 4, rows + 1), text: aligned.subarray(4 * (rows + 2)) };
}

/** Record ids of several stretches as one. */
export function joinRecordIds(parts: readonly RecordIds[]): RecordIds {
  const rows = parts.reduce((sum, part) => sum + part.offsets.length - 1, 0);
  const offsets = new Uint32Array(rows + 1);
  const texts: Uint8Array[] = [];
  let at = 0;
  let size = 0;
  for (const part of parts) {
    const own = part.offsets.length - 1;
    for (let i = 1; i <= own; i++) offsets[at + i] = size + part.offsets[i];
    texts.push(part.text.subarray(0, part.offsets[own]));
    at += own;
    size += part.offsets[own];
  }
  return { offsets, text: new Uint8Array(Buffer.concat(texts)) };
}

/** Chosen record ids, in the order given. */
export function pickRecordIds({ offsets, text }: RecordIds, chosen: Int32Array): RecordIds {
  const picked = new Uint32Array(chosen.length + 1);
  chosen.forEach((from, to) => (picked[to + 1] = picked[to] + offsets[from + 1] - offsets[from]));
  const own = new Uint8Array(picked[chosen.length]);
  chosen.forEach((from, to) => own.set(text.subarray(offsets[from], offsets[from + 1]), picked[to]));
  return { offsets: picked, text: own };
}

/** One record id as text. */
export function recordIdAt(ids: RecordIds, row: number): string {
  return new TextDecoder().decode(ids.text.subarray(ids.offsets[row], ids.offsets[row + 1]));
}
