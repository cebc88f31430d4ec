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
  let skip = layout.start;
  let held: Uint8Array[] = [];
  let size = 0;
  let complete = 0;
  let line = layout.line;
  let next = line;
  for await (const piece of deliveryText(input, encoding, () => scanner.line)) {
    const text = piece.subarray(Math.min(skip, piece.length));
    skip -= piece.length - text.length;
    const end = scanner.feed(Buffer.from(text.buffer, text.byteOffset, text.length));
    if (end > 0) {
      complete = size + end;
      next = scanner.line;
    }
    held.push(text.slice());
    size += text.length;
    if (complete < blockBytes) continue;
    const all = Buffer.concat(held);
    yield { text: asUtf8(all.subarray(0, complete)), line, lines: next - line };
    held = [all.subarray(complete)];
    size = all.length - complete;
    complete = 0;
    line = next;
  }
  scanner.finish();
  if (size > 0) yield { text: asUtf8(Buffer.concat(held)), line, lines: scanner.line - line + 1 };
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
