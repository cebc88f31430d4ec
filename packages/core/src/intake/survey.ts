import { createHash } from "node:crypto";
import { open } from "node:fs/promises";

import { KoppelError } from "../errors.ts";
import type { Delivery } from "./delivery.ts";
import { RecordScanner } from "./record-scanner.ts";

/** A stretch of a delivery that starts and ends at record boundaries, to be read by itself. */
export interface Slice {
  /** Offsets in the file; a whole file that has to be unwrapped is one slice. */
  readonly start: number;
  readonly end: number;
  /** Line on which it starts, and how many lines it has: as many records at most. */
  readonly line: number;
  readonly lines: number;
}

/** What one pass over a delivery tells before any record is read. */
export interface Survey {
  /** SHA-256 of the file as it lies on disk, hex. */
  readonly sha256: string;
  readonly slices: readonly Slice[];
}

const READ_BYTES = 1 << 20;

/** Bytes of a slice: enough records to keep a thread busy, few enough that many fit in memory. */
const SLICE_BYTES = 8 << 20;

/**
 * Reads a delivery once, hashes it, and cuts plain text into slices that can be parsed side by side.
 *
 * @param sliceBytes least bytes of a slice but the last; what is read of a delivery does not depend on it
 * @throws KoppelError EMPTY_FILE, BINARY_FILE, RECORD_TOO_LONG, UNCLOSED_QUOTE
 */
export async function survey(delivery: Delivery, sliceBytes = SLICE_BYTES): Promise<Survey> {
  const { input, encoding, layout } = delivery;
  const plain = input.compression === "none" && encoding === "8-bit";
  const hash = createHash("sha256");
  const scanner = new RecordScanner(input.path, layout.line, layout.format === "csv");
  const slices: Slice[] = [];
  let slice = { start: layout.start, line: layout.line };
  const buffer = Buffer.allocUnsafeSlow(Math.min(READ_BYTES, sliceBytes));
  const file = await open(input.path);
  try {
    for (let offset = 0; ;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, offset);
      if (bytesRead === 0) break;
      const piece = buffer.subarray(0, bytesRead);
      hash.update(piece);
      if (plain) {
        const from = Math.max(0, layout.start - offset);
        const end = from < bytesRead ? scanner.feed(piece.subarray(from)) : 0;
        if (end > 0 && offset + from + end - slice.start >= sliceBytes) {
          slices.push({ ...slice, end: offset + from + end, lines: scanner.line - slice.line });
          slice = { start: offset + from + end, line: scanner.line };
        }
      }
      offset += bytesRead;
    }
  } finally {
    await file.close();
  }
  if (plain) scanner.finish();
  // The last record may stand without a newline.
  if (slice.start < input.size) slices.push({ ...slice, end: input.size, lines: scanner.line - slice.line + 1 });
  if (plain && slices.length === 0)
    throw new KoppelError("EMPTY_FILE", "there is a header and no record", { file: input.path, line: 1 });
  return {
    sha256: hash.digest("hex"),
    slices: plain ? slices : [{ start: 0, end: input.size, line: layout.line, lines: 0 }],
  };
}
