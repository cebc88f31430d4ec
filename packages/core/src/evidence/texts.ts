/** The columns of texts that records may have; each is a sealed part of a segment of its own, which most jobs never open. */
export const TEXT_COLUMNS = ["record_ids", "reversible_numbers"] as const;

export type TextColumn = (typeof TEXT_COLUMNS)[number];

/** Something for each column of texts. */
export type ByTextColumn<T> = Readonly<Record<TextColumn, T>>;

/** A column of texts in UTF-8, one after the other. */
export interface Texts {
  readonly rows: number;
  readonly text: Uint8Array;
  /** Text i runs from `offsets[i]` to `offsets[i + 1]`; no offsets at all where every text is empty, so that such a column costs nothing. */
  readonly offsets: Uint32Array;
}

/** Makes something for each column of texts. */
export function byTextColumn<T>(make: (column: TextColumn) => T): ByTextColumn<T> {
  return Object.fromEntries(TEXT_COLUMNS.map((column) => [column, make(column)])) as unknown as ByTextColumn<T>;
}

/** A column of empty texts. */
function noTexts(rows: number): Texts {
  return { rows, text: new Uint8Array(0), offsets: new Uint32Array(0) };
}

/** The stored form of a column: the number of texts and, unless all are empty, the offsets and the text. */
export function textBytes(texts: Texts): Uint8Array {
  const { rows } = texts;
  if (sizeOf(texts) === 0) return new Uint8Array(Uint32Array.of(rows).buffer);
  const text = texts.text.subarray(0, texts.offsets[rows]);
  const bytes = new Uint8Array(4 + 4 * (rows + 1) + text.length);
  const header = new Uint32Array(bytes.buffer, 0, rows + 2);
  header[0] = rows;
  header.set(texts.offsets, 1);
  bytes.set(text, 4 * (rows + 2));
  return bytes;
}

/** The column that these bytes hold. */
export function readTexts(bytes: Uint8Array): Texts {
  const aligned = bytes.slice();
  const rows = new Uint32Array(aligned.buffer, 0, 1)[0];
  if (aligned.length === 4) return noTexts(rows);
  return { rows, offsets: new Uint32Array(aligned.buffer, 4, rows + 1), text: aligned.subarray(4 * (rows + 2)) };
}

/** A stretch of a column, without copying: texts `from` to `to` (exclusive). */
export function sliceTexts({ text, offsets }: Texts, from: number, to: number): Texts {
  return { rows: to - from, text, offsets: offsets.length === 0 ? offsets : offsets.subarray(from, to + 1) };
}

/** Several stretches as one column. */
export function joinTexts(parts: readonly Texts[]): Texts {
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const size = parts.reduce((sum, part) => sum + sizeOf(part), 0);
  if (size === 0) return noTexts(rows);
  const offsets = new Uint32Array(rows + 1);
  const text = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    const before = offsets[at];
    const [first = 0] = part.offsets;
    text.set(part.text.subarray(first, first + sizeOf(part)), before);
    if (part.offsets.length === 0) offsets.fill(before, at + 1, at + part.rows + 1);
    else for (let i = 1; i <= part.rows; i++) offsets[at + i] = before + part.offsets[i] - first;
    at += part.rows;
  }
  return { rows, offsets, text };
}

/** Chosen texts, in the order given. */
export function pickTexts(texts: Texts, chosen: Int32Array): Texts {
  return joinTexts(Array.from(chosen, (row) => sliceTexts(texts, row, row + 1)));
}

/** The first texts of a column in the order `rank` says, in memory that all threads share: text i goes to row `rank[i]`. */
export function shareTexts({ text, offsets }: Texts, rank: Uint32Array): Texts {
  const rows = rank.length;
  if (offsets.length === 0) return noTexts(rows);
  const moved = new Uint32Array(new SharedArrayBuffer(4 * (rows + 1)));
  for (let row = 0; row < rows; row++) moved[rank[row] + 1] = offsets[row + 1] - offsets[row];
  for (let row = 0; row < rows; row++) moved[row + 1] += moved[row];
  const out = new Uint8Array(new SharedArrayBuffer(moved[rows]));
  for (let row = 0; row < rows; row++)
    for (let i = offsets[row], at = moved[rank[row]]; i < offsets[row + 1]; i++) out[at++] = text[i];
  return { rows, text: out, offsets: moved };
}

/** One text; empty where there is none. */
export function textAt({ text, offsets }: Texts, row: number): string {
  return new TextDecoder().decode(text.subarray(offsets[row] ?? 0, offsets[row + 1] ?? 0));
}

/** Bytes that all texts take together. */
function sizeOf({ rows, offsets }: Texts): number {
  return offsets.length === 0 ? 0 : offsets[rows] - offsets[0];
}
