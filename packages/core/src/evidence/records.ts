import { WORDS, type Block } from "./block.ts";

/** Records as the link table keeps them beside their statements: which record, when, and what it says. */
export interface Records {
  readonly size: number;
  /** `size * 4` words: digest of registry, provider and record id (see `recordKeys`). */
  readonly key: Uint32Array;
  /** Row of the statement it makes. */
  readonly statement: Uint32Array;
  /** Days since 1 January 1970, or `NO_DATE`. */
  readonly date: Int32Array;
  /** Number of the delivery in the table. */
  readonly delivery: Uint32Array;
  /** All columns as bytes: what is sealed. */
  readonly bytes: Uint8Array;
}

const RECORD_BYTES = 16 + 4 + 4 + 4;

/** Records of a block whose statements are known. */
export function recordsOf(block: Block, statementOf: Uint32Array): Records {
  const records = recordsOver(new ArrayBuffer(block.rows * RECORD_BYTES), block.rows);
  records.key.set(block.record);
  records.statement.set(statementOf);
  records.date.set(block.date);
  records.delivery.set(block.delivery);
  return records;
}

/** The records that these bytes hold. */
export function readRecords(bytes: Uint8Array): Records {
  const copy = Uint8Array.from(bytes);
  return recordsOver(copy.buffer, copy.byteLength / RECORD_BYTES);
}

/** Records of several segments as one. @param offsets by part: rows of the statements that come before its own */
export function joinRecords(parts: readonly Records[], offsets: readonly number[]): Records {
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  const joined = recordsOver(new ArrayBuffer(size * RECORD_BYTES), size);
  let at = 0;
  for (const [p, part] of parts.entries()) {
    joined.key.set(part.key, at * WORDS);
    joined.date.set(part.date, at);
    joined.delivery.set(part.delivery, at);
    for (let i = 0; i < part.size; i++) joined.statement[at + i] = part.statement[i] + offsets[p];
    at += part.size;
  }
  return joined;
}

/** Chosen records, in the order given. @param rowOf by statement: its row now */
export function pickRecords(records: Records, chosen: Int32Array, rowOf: Int32Array): Records {
  const picked = recordsOver(new ArrayBuffer(chosen.length * RECORD_BYTES), chosen.length);
  chosen.forEach((from, to) => {
    picked.key.set(records.key.subarray(from * WORDS, (from + 1) * WORDS), to * WORDS);
    picked.statement[to] = rowOf[records.statement[from]];
    picked.date[to] = records.date[from];
    picked.delivery[to] = records.delivery[from];
  });
  return picked;
}

function recordsOver(buffer: ArrayBuffer, size: number): Records {
  return {
    size,
    key: new Uint32Array(buffer, 0, size * WORDS),
    statement: new Uint32Array(buffer, size * 16, size),
    date: new Int32Array(buffer, size * 20, size),
    delivery: new Uint32Array(buffer, size * 24, size),
    bytes: new Uint8Array(buffer),
  };
}
