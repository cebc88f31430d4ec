import { open } from "node:fs/promises";

import { KoppelError } from "../errors.ts";
import { asUtf8, deliveryText } from "./delivery-text.ts";
import type { Delivery } from "./delivery.ts";
import { RecordScanner } from "./record-scanner.ts";
import { scratch } from "./scratch.ts";
import type { Slice } from "./survey.ts";

/** Text that starts and ends at record boundaries, the line it starts on, and how many lines it has. */
export interface TextBlock {
  readonly text: Uint8Array;
  readonly line: number;
  readonly lines: number;
}

const BLOCK_BYTES = 8 << 20;

/**
 * The text of a slice in blocks: a slice of plain text is one block; a file to be unwrapped comes in as many as it takes.
 *
 * @param blockBytes least bytes of such a block but the last
 */
export async function* textBlocks(
  delivery: Delivery,
  slice: Slice,
  blockBytes: number = BLOCK_BYTES,
): AsyncGenerator<TextBlock> {
  if (delivery.input.compression === "none" && delivery.encoding === "8-bit") {
    const memory = scratch.take(slice.end - slice.start);
    const text = await readSlice(delivery.input.path, slice, memory);
    yield { text: asUtf8(text), line: slice.line, lines: slice.lines };
    scratch.give(memory);
    return;
  }
  const { input, encoding, layout } = delivery;
  const scanner = new RecordScanner(input.path, layout.line, layout.format === "csv");
  const pieces = deliveryText(input, encoding, () => scanner.line);
  for await (const { text, line, lines } of recordBlocks(pieces, scanner, layout.start, blockBytes)) {
    yield { text: asUtf8(text), line, lines };
    scratch.give(text.buffer);
  }
}

/**
 * Text that comes in pieces in blocks of whole records, each in memory of its own from `scratch`, for whoever takes it to give back.
 *
 * @param skip bytes to be passed over before the first record; @param blockBytes least bytes of a block but the last
 * @throws KoppelError as `RecordScanner`
 */
export async function* recordBlocks(
  pieces: AsyncIterable<Uint8Array>,
  scanner: RecordScanner,
  skip: number,
  blockBytes: number,
): AsyncGenerator<TextBlock & { readonly text: Uint8Array<ArrayBuffer> }> {
  let block = new Uint8Array(scratch.take(blockBytes));
  let size = 0;
  let complete = 0;
  let { line } = scanner;
  let next = line;
  for await (const piece of pieces) {
    const text = piece.subarray(Math.min(skip, piece.length));
    skip -= piece.length - text.length;
    const end = scanner.feed(Buffer.from(text.buffer, text.byteOffset, text.length));
    if (size + text.length > block.length) block = grown(block, size, size + text.length);
    block.set(text, size);
    if (end > 0) {
      complete = size + end;
      next = scanner.line;
    }
    size += text.length;
    if (complete < blockBytes) continue;
    const rest = new Uint8Array(scratch.take(Math.max(blockBytes, size - complete)));
    rest.set(block.subarray(complete, size));
    yield { text: block.subarray(0, complete), line, lines: next - line };
    block = rest;
    size -= complete;
    complete = 0;
    line = next;
  }
  scanner.finish();
  if (size > 0) yield { text: block.subarray(0, size), line, lines: scanner.line - line + 1 };
}

/** What was written into memory, in memory that takes more. */
function grown(block: Uint8Array<ArrayBuffer>, size: number, bytes: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(scratch.take(Math.max(bytes, 2 * block.length)));
  larger.set(block.subarray(0, size));
  scratch.give(block.buffer);
  return larger;
}

async function readSlice(path: string, slice: Slice, memory: ArrayBuffer): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const text = new Uint8Array(memory, 0, slice.end - slice.start);
    let read = 0;
    while (read < text.length) {
      const { bytesRead } = await file.read(text, read, text.length - read, slice.start + read);
      if (bytesRead === 0) break;
      read += bytesRead;
    }
    if (read < text.length)
      throw new KoppelError("FILE_CHANGED", "the file became shorter while it was read", {
        file: path,
        line: slice.line,
      });
    return text;
  } finally {
    await file.close();
  }
}
