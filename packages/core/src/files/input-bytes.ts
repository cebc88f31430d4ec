import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { pipeline } from "node:stream";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { KoppelError } from "../errors.ts";
import { filePieces } from "./file-pieces.ts";

const CHUNK_BYTES = 1 << 18;
const GZIP_MAGIC = 0x1f8b;
const ZSTD_MAGIC = 0x28b52ffd;

/** A file to read from, with what its first bytes say about it. */
export interface InputFile {
  readonly path: string;
  /** Bytes on disk. */
  readonly size: number;
  readonly compression: "none" | "gzip" | "zstd";
}

/** One pass over a file: who hears how many bytes on disk have been read, and who may stop it. */
export interface Pass {
  readonly onRead: (done: number) => void;
  readonly signal: AbortSignal | undefined;
}

/**
 * Looks at a file without reading it through.
 *
 * @throws KoppelError FILE_UNREADABLE, EMPTY_FILE
 */
export async function inputFile(path: string): Promise<InputFile> {
  let handle;
  try {
    // Opening a pipe would wait for its writer, perhaps for ever.
    const found = await stat(path);
    if (!found.isFile()) throw new KoppelError("FILE_UNREADABLE", "this is not a file", { file: path });
    if (found.size === 0) throw new KoppelError("EMPTY_FILE", "the file is empty", { file: path, line: 1 });
    handle = await open(path);
    const { buffer } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    const isZstd = buffer.readUInt32BE() === ZSTD_MAGIC;
    const compression = buffer.readUInt16BE() === GZIP_MAGIC ? "gzip" : isZstd ? "zstd" : "none";
    return { path, size: found.size, compression };
  } catch (cause) {
    if (cause instanceof KoppelError) throw cause;
    const hint = "Check the path and whether you may read it.";
    throw new KoppelError("FILE_UNREADABLE", "the file cannot be read", { file: path, hint, cause });
  } finally {
    await handle?.close();
  }
}

/** The bytes of a file, decompressed, in chunks that are each good until the next is asked for. Throws the errors of zlib if they are cut off or damaged. */
export async function* inputBytes(input: InputFile, pass: Pass): AsyncGenerator<Buffer, void, undefined> {
  let offset = 0;
  if (input.compression === "none") {
    for await (const piece of filePieces(input.path, input.size, pass.signal)) {
      pass.onRead((offset += piece.length));
      yield piece;
    }
    return;
  }
  // A zstd file may hold several frames, and Node's decompressor stops after one without a word.
  while (offset < input.size) {
    const file = createReadStream(input.path, { start: offset, highWaterMark: CHUNK_BYTES, signal: pass.signal });
    const decompress = decompressor(input);
    // The loop throws what the callback hears.
    const stream = pipeline(file, decompress, () => {});
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        pass.onRead(offset + file.bytesRead);
        yield chunk;
      }
    } finally {
      file.destroy();
    }
    offset = input.compression === "zstd" ? offset + decompress.bytesWritten : input.size;
  }
}

function decompressor({ compression }: InputFile) {
  const options = { chunkSize: CHUNK_BYTES };
  return compression === "gzip" ? createGunzip(options) : createZstdDecompress(options);
}
