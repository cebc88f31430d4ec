import { isUtf8 } from "node:buffer";

import { KoppelError } from "../errors.ts";
import { inputBytes, inputFile, type InputFile, type Pass } from "../files/input-bytes.ts";

/** How the bytes of a delivery become UTF-8 text; `8-bit` is UTF-8 or, where it is not valid as such, Windows-1252. */
export type TextEncoding = "8-bit" | "utf-16le" | "utf-16be";

const encoder = new TextEncoder();
const windows1252 = new TextDecoder("windows-1252");
/** Bytes that are looked at first. */
const HEAD_BYTES = 1 << 18;

const UNHEARD: Pass = { onRead: () => {}, signal: undefined };

/**
 * The text of a delivery in pieces of bytes, decompressed, and UTF-16 made UTF-8.
 *
 * @param line the line that the reader has come to, for the error
 * @throws KoppelError BROKEN_COMPRESSION
 */
export async function* deliveryText(
  input: InputFile,
  encoding: TextEncoding,
  line: () => number = () => 1,
  pass: Pass = UNHEARD,
): AsyncGenerator<Uint8Array> {
  const decoder = encoding === "8-bit" ? undefined : new TextDecoder(encoding, { ignoreBOM: true });
  try {
    for await (const piece of inputBytes(input, pass))
      yield decoder === undefined ? piece : encoder.encode(decoder.decode(piece, { stream: true }));
  } catch (cause) {
    if (cause instanceof KoppelError || pass.signal?.aborted) throw cause;
    throw new KoppelError("BROKEN_COMPRESSION", `the ${input.compression} data are cut off or damaged`, {
      file: input.path,
      line: line(),
      hint: "Copy the file again from its source, or compress it again.",
      cause,
    });
  }
}

/** A text file that was looked at: the encoding that a byte order mark tells, and the first piece of text. */
export interface OpenedText {
  readonly input: InputFile;
  readonly encoding: TextEncoding;
  readonly head: Uint8Array;
}

/**
 * Looks at a text file without reading it through.
 *
 * @throws KoppelError FILE_UNREADABLE, EMPTY_FILE, BROKEN_COMPRESSION, BINARY_FILE
 */
export async function openText(path: string): Promise<OpenedText> {
  const input = await inputFile(path);
  const start = await firstPiece(input, "8-bit");
  const encoding =
    start[0] === 0xff && start[1] === 0xfe ? "utf-16le" : start[0] === 0xfe && start[1] === 0xff ? "utf-16be" : "8-bit";
  const head = encoding === "8-bit" ? start : await firstPiece(input, encoding);
  if (head.includes(0))
    throw new KoppelError("BINARY_FILE", "a zero byte where text should be", {
      file: path,
      line: 1,
      hint: "A delivery is CSV or NDJSON, plain or compressed with gzip or zstd.",
    });
  return { input, encoding, head };
}

/** Text as UTF-8: lines that are not valid UTF-8 are taken for Windows-1252, line by line, so that no cut between lines matters. */
export function asUtf8(bytes: Uint8Array): Uint8Array {
  if (isUtf8(bytes)) return bytes;
  const lines: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const newline = bytes.indexOf(10, at);
    const end = newline < 0 ? bytes.length : newline + 1;
    const line = bytes.subarray(at, end);
    lines.push(isUtf8(line) ? line : encoder.encode(windows1252.decode(line)));
    at = end;
  }
  return Buffer.concat(lines);
}

async function firstPiece(input: InputFile, encoding: TextEncoding): Promise<Uint8Array> {
  for await (const piece of deliveryText(input, encoding)) if (piece.length > 0) return piece.subarray(0, HEAD_BYTES);
  return new Uint8Array(0);
}
