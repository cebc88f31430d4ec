import { createHash, randomBytes } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rename, rm, writeFile } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { manifestPath } from "./manifest-path.ts";
import { unwritable } from "./unwritable.ts";

/**
 * Writes a file and its manifest, both or neither, under their names only when they are whole and on disk.
 *
 * A path that ends in `.gz` is compressed.
 *
 * @param text in chunks, of a large file thousands of rows each
 * @param manifestOf makes the manifest when all text is written, from the SHA-256 of the file in hex
 * @param manifestFile path of the manifest
 * @throws KoppelError OUTPUT_UNWRITABLE, and whatever `text` throws
 */
export async function writeLabelled<Manifest>(
  path: string,
  text: AsyncIterable<Uint8Array | string> | Iterable<string>,
  manifestOf: (sha256: string) => Manifest,
  signal?: AbortSignal | undefined,
  manifestFile: string = manifestPath(path),
): Promise<Manifest> {
  const suffix = `.${randomBytes(4).toString("hex")}.part`;
  const hash = createHash("sha256");
  async function* hashed(written: AsyncIterable<Uint8Array | string>) {
    for await (const chunk of written) {
      hash.update(chunk);
      yield chunk;
    }
  }
  try {
    const file = createWriteStream(path + suffix, { flags: "wx", flush: true });
    const chunks = Readable.from(text);
    if (/\.gz$/i.test(path)) await pipeline(chunks, createGzip(), hashed, file, { signal });
    else await pipeline(chunks, hashed, file, { signal });
    const manifest = manifestOf(hash.digest("hex"));
    await writeFile(manifestFile + suffix, `${JSON.stringify(manifest, null, 2)}\n`, { flag: "wx", flush: true });
    await rename(path + suffix, path);
    await rename(manifestFile + suffix, manifestFile);
    return manifest;
  } catch (error) {
    await Promise.all([rm(path + suffix, { force: true }), rm(manifestFile + suffix, { force: true })]);
    throw unwritable(path, error);
  }
}
