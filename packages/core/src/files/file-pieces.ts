import { open } from "node:fs/promises";

/** Bytes read at once. */
const PIECE_BYTES = 1 << 20;

/**
 * The bytes of a file, or the first of them, in pieces that share one memory: each is good until the next is asked for. Fresh memory for
 * every piece costs a fast job over a large file much of its time.
 *
 * @throws what the file system says; the reason of `signal` when that is aborted
 */
export async function* filePieces(path: string, bytes = Infinity, signal?: AbortSignal): AsyncGenerator<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(Math.min(PIECE_BYTES, bytes));
  const file = await open(path);
  try {
    for (let at = 0; at < bytes;) {
      signal?.throwIfAborted();
      const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, bytes - at), at);
      if (bytesRead === 0) return;
      at += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}
