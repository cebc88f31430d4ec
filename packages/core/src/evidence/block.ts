/**
 * Evidence in columns: what a number of records say, one array a field, all in one buffer.
 *
 * A block is the only shape in which records travel: from the parser to the linker, between threads, and, sealed, into
 * the link table. Values are 16 bytes, read as four 32-bit words; a missing value is four zero words and a cleared bit in
 * `present`.
 */

/** Words a value: 16 bytes. */
export const WORDS = 4;

/** Bit of `present` that says the record has a patient number. */
export const HAS_NUMBER = 1 << 15;

/** Bit of `present` that every record has which takes part; intake clears it where it refuses one. */
export const TAKES_PART = 1 << 14;

/** Most pseudonym types a table can hold: the bits of `present` below the two flags. */
const MAX_TYPES = 14;

/** `date` of a record without one. */
export const NO_DATE = -0x80000000;

const HEADER_BYTES = 16;
const MAGIC = 0x4b504232; // "KPB2": the layout's name and version

/** A view on the columns of a number of records; it owns nothing but views. */
export interface Block {
  readonly rows: number;
  /** Bit t set: there is a column of type t. */
  readonly typeMask: number;
  /** By type, `rows * 4` words, or undefined where the block has no such column. */
  readonly values: readonly (Uint32Array | undefined)[];
  /** Patient number (type MRN), `rows * 4` words. */
  readonly number: Uint32Array;
  /** Digest of registry, provider and record id (see `recordKeys`), `rows * 4` words. */
  readonly record: Uint32Array;
  /** Name of the local patient whatever the keys of the table are (see `makeHandles`), `rows * 4` words. */
  readonly handle: Uint32Array;
  /** Days since 1 January 1970, or `NO_DATE`. */
  readonly date: Int32Array;
  /** Line in the delivery. */
  readonly line: Uint32Array;
  /** Number of the delivery in the table. */
  readonly delivery: Uint32Array;
  /** Bit t: the record has a value of type t; and the flags above. */
  readonly present: Uint16Array;
  /** All columns with the header, as bytes: what is sealed. */
  readonly bytes: Uint8Array;
}

/** Bytes that a block of so many records and types takes. */
export function blockBytes(rows: number, typeMask: number): number {
  const columns = bitCount(typeMask) + 3;
  return HEADER_BYTES + rows * (16 * columns + 12) + align4(2 * rows);
}

/** A new block of zeros; `shared` puts it where all threads see it. */
export function allocateBlock(rows: number, typeMask: number, shared = false): Block {
  const size = blockBytes(rows, typeMask);
  return layBlock(shared ? new SharedArrayBuffer(size) : new ArrayBuffer(size), rows, typeMask);
}

/** A block in memory that is there already, at least `blockBytes` long; its columns hold what was in it. */
export function layBlock(buffer: ArrayBufferLike, rows: number, typeMask: number): Block {
  new Uint32Array(buffer, 0, 4).set([MAGIC, rows, typeMask, 0]);
  return blockOver(buffer, 0, rows, typeMask);
}

/**
 * The block that these bytes hold, without copying where they are aligned to four.
 *
 * @throws RangeError when the bytes are no block or were cut short.
 */
export function readBlock(bytes: Uint8Array): Block {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : Uint8Array.from(bytes);
  const header = new Uint32Array(aligned.buffer, aligned.byteOffset, 4);
  const [magic, rows, typeMask] = header as unknown as [number, number, number];
  if (magic !== MAGIC || aligned.byteLength !== blockBytes(rows, typeMask)) throw new RangeError("not a block");
  return blockOver(aligned.buffer, aligned.byteOffset, rows, typeMask);
}

function blockOver(buffer: ArrayBufferLike, start: number, rows: number, typeMask: number): Block {
  let offset = start + HEADER_BYTES;
  const words = (length: number): Uint32Array => {
    const view = new Uint32Array(buffer, offset, length);
    offset += length * 4;
    return view;
  };
  const values: (Uint32Array | undefined)[] = [];
  for (let type = 0; type < MAX_TYPES; type++) values.push(typeMask & (1 << type) ? words(rows * WORDS) : undefined);
  const number = words(rows * WORDS);
  const record = words(rows * WORDS);
  const handle = words(rows * WORDS);
  const date = new Int32Array(buffer, offset, rows);
  offset += rows * 4;
  const line = words(rows);
  const delivery = words(rows);
  const present = new Uint16Array(buffer, offset, rows);
  const bytes = new Uint8Array(buffer, start, blockBytes(rows, typeMask));
  return { rows, typeMask, values, number, record, handle, date, line, delivery, present, bytes };
}

/** Copies records `from` to `to` (exclusive) of one block into another, starting at row `at`. */
export function copyRows(source: Block, from: number, to: number, target: Block, at: number): void {
  if (from === to) return;
  for (let type = 0; type < MAX_TYPES; type++) {
    const column = source.values[type];
    if (column) target.values[type]!.set(column.subarray(from * WORDS, to * WORDS), at * WORDS);
  }
  target.number.set(source.number.subarray(from * WORDS, to * WORDS), at * WORDS);
  target.record.set(source.record.subarray(from * WORDS, to * WORDS), at * WORDS);
  target.handle.set(source.handle.subarray(from * WORDS, to * WORDS), at * WORDS);
  target.date.set(source.date.subarray(from, to), at);
  target.line.set(source.line.subarray(from, to), at);
  target.delivery.set(source.delivery.subarray(from, to), at);
  target.present.set(source.present.subarray(from, to), at);
}

/** Writes the records of one block into another in the order `rank` says: record i goes to row `rank[i]`. */
export function permuteRows(source: Block, rank: Uint32Array, target: Block): void {
  for (let type = 0; type < MAX_TYPES; type++) {
    const column = source.values[type];
    if (column) permuteValues(column, rank, target.values[type]!);
  }
  permuteValues(source.number, rank, target.number);
  permuteValues(source.record, rank, target.record);
  permuteValues(source.handle, rank, target.handle);
  for (let row = 0; row < rank.length; row++) {
    const to = rank[row];
    target.date[to] = source.date[row];
    target.line[to] = source.line[row];
    target.delivery[to] = source.delivery[row];
    target.present[to] = source.present[row];
  }
}

/** Writes chosen records of a block, in the order given, into another. */
export function pickRows(source: Block, rows: Int32Array, target: Block): void {
  const pick = (from: Uint32Array, to: Uint32Array): void => {
    for (let i = 0; i < rows.length; i++) for (let w = 0; w < WORDS; w++) to[i * WORDS + w] = from[rows[i] * WORDS + w];
  };
  for (let type = 0; type < MAX_TYPES; type++) {
    const column = source.values[type];
    if (column) pick(column, target.values[type]!);
  }
  pick(source.number, target.number);
  pick(source.record, target.record);
  pick(source.handle, target.handle);
  for (let i = 0; i < rows.length; i++) {
    target.date[i] = source.date[rows[i]];
    target.line[i] = source.line[rows[i]];
    target.delivery[i] = source.delivery[rows[i]];
    target.present[i] = source.present[rows[i]];
  }
}

function permuteValues(source: Uint32Array, rank: Uint32Array, target: Uint32Array): void {
  for (let row = 0; row < rank.length; row++) {
    const from = row * WORDS;
    const to = rank[row] * WORDS;
    target[to] = source[from];
    target[to + 1] = source[from + 1];
    target[to + 2] = source[from + 2];
    target[to + 3] = source[from + 3];
  }
}

/** Number of set bits. */
function bitCount(mask: number): number {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++;
  return count;
}

function align4(bytes: number): number {
  return (bytes + 3) & ~3;
}
