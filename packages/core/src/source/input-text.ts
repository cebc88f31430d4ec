import { KoppelError } from "../errors.ts";
import { inputBytes, type InputFile, type Pass } from "../files/input-bytes.ts";

type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";

const NEWLINE = 0x0a;

/**
 * Reads a file through once to learn its encoding: UTF-16 by its byte order mark, UTF-8 if all of it is valid, else
 * Windows-1252, which takes any bytes.
 *
 * One stray byte a gigabyte into the file decides, so a look at the beginning would not do.
 *
 * @throws KoppelError BROKEN_COMPRESSION, BINARY_FILE, EMPTY_FILE, with the line
 */
export async function findEncoding(input: InputFile, pass: Pass): Promise<Encoding> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let encoding: Encoding | undefined;
  let isUtf8 = true;
  let line = 1;
  const tryUtf8 = (chunk?: Buffer) => {
    try {
      decoder.decode(chunk, { stream: chunk !== undefined });
    } catch {
      isUtf8 = false;
    }
  };
  try {
    for await (const chunk of inputBytes(input, pass)) {
      encoding ??= byteOrderMark(chunk);
      const zero = encoding === "utf-8" ? chunk.indexOf(0) : -1;
      line += newlines(zero === -1 ? chunk : chunk.subarray(0, zero));
      if (zero !== -1) {
        const hint = "Export the patients as CSV or NDJSON; a spreadsheet has to be saved as CSV first.";
        throw new KoppelError("BINARY_FILE", "there is a zero byte, so this is no text", {
          file: input.path,
          line,
          hint,
        });
      }
      if (isUtf8 && encoding === "utf-8") tryUtf8(chunk);
    }
  } catch (cause) {
    if (!isDecompressionError(cause)) throw cause;
    const hint = "Copy the file again from its source, or compress it again.";
    const message = `the ${input.compression} data are cut off or damaged`;
    throw new KoppelError("BROKEN_COMPRESSION", message, { file: input.path, line, hint, cause });
  }
  if (encoding === undefined) throw new KoppelError("EMPTY_FILE", "the file holds no text", { file: input.path, line });
  tryUtf8();
  return isUtf8 ? encoding : "windows-1252";
}

/** The text of a file in chunks, without a byte order mark. */
export async function* inputText(
  input: InputFile,
  encoding: Encoding,
  pass: Pass,
): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of inputBytes(input, pass)) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

function byteOrderMark(start: Buffer): Encoding {
  const mark = start.length < 2 ? 0 : start.readUInt16BE();
  return mark === 0xfffe ? "utf-16le" : mark === 0xfeff ? "utf-16be" : "utf-8";
}

function newlines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) count++;
  return count;
}

function isDecompressionError(error: unknown): boolean {
  return error instanceof Error && "code" in error && /^(?:Z_|ZSTD_)/.test(String(error.code));
}
