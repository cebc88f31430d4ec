import { createHmac } from "node:crypto";
import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";

import type { Manifest } from "@koppel/pseudonym";

import { KoppelError } from "../errors.ts";
import { manifestPath } from "../files/manifest-path.ts";
import { deliveryText } from "../intake/delivery-text.ts";
import { checkManifest, readManifest } from "../intake/manifest-file.ts";
import { RecordScanner } from "../intake/record-scanner.ts";
import { scratch } from "../intake/scratch.ts";
import { recordBlocks } from "../intake/text-blocks.ts";
import type { JobOptions } from "../table/results.ts";
import type { WorkerPool } from "../workers/pool.ts";
import { packed, type CarriedBlock } from "./carry-block.ts";
import { inOrder } from "./in-order.ts";
import type { LabelledText } from "./labelled-text.ts";
import { PartFile } from "./part-file.ts";
import type { Passage } from "../evidence/passage.ts";

/** A file whose pseudonyms are to be carried. */
export interface CarryJob {
  readonly source: LabelledText;
  /** Where the new file goes; compressed if the path ends in `.gz`. */
  readonly output: string;
  /** By type of the source. */
  readonly passages: readonly Passage[];
  /** The label of the new file, all but its hash; undefined where the source has none. */
  readonly label: Manifest | undefined;
}

/** What became of a file. */
export interface CarriedFile {
  readonly output: string;
  readonly records: number;
  /** Pseudonyms that were carried. */
  readonly values: number;
  /** SHA-256 of the file as it was and as it is now, hex. */
  readonly inputSha256: string;
  readonly outputSha256: string;
  /** Bytes of text that an earlier attempt had done. */
  readonly resumedAt: number;
  readonly seconds: number;
}

/** Least bytes of text that one task carries. */
const BLOCK_BYTES = (2 << 20) - (1 << 18);

/**
 * Carries the pseudonyms of a CSV file under other keys; every other byte of its text stays as it is. UTF-16 comes out as UTF-8.
 *
 * The text goes through in blocks, so memory does not grow with the file. The new file and its manifest appear when they are whole; what a
 * stopped or killed job had done is taken up again by the same job, for the same input (path, size, time of change).
 *
 * @throws KoppelError OUTPUT_IS_INPUT, OUTPUT_EXISTS, OUTPUT_UNWRITABLE, FILE_CHANGED; as `readCsv` and `checkManifest`
 */
export async function carryFile(
  { source, output, passages, label }: CarryJob,
  pool: WorkerPool,
  options: JobOptions,
): Promise<CarriedFile> {
  const started = performance.now();
  const { input, manifest } = source;
  const { path } = input;
  const state = await stateOf(path);
  const gzip = /\.gz$/i.test(output);
  const macs = passages.map(({ from, to }) => [from && macOf(from), macOf(to)]);
  const job = JSON.stringify([resolve(path), state, source.types, macs, gzip]);
  checkOutput(path, output, label, job);
  const hashed = pool.run("hash", { path });
  // It is awaited below; until then its failure is no unhandled one.
  hashed.catch(() => {});

  const part = await PartFile.open(output, job);
  const { begun } = part;
  const so = { ...begun };
  const add = async ({ bytes, text, lines, records, values }: CarriedBlock): Promise<void> => {
    options.signal?.throwIfAborted();
    so.text += text;
    so.line += lines;
    so.records += records;
    so.values += values;
    await part.add(bytes, so);
  };
  try {
    if (so.text === 0) {
      const head = Uint8Array.from(source.head.subarray(0, source.start));
      await add({ bytes: packed(head, gzip), text: head.length, lines: 1, records: 0, values: 0 });
    }
    for await (const block of carriedBlocks(source, so, passages, gzip, pool, options)) {
      await add(block);
      scratch.give(block.bytes.buffer);
    }
    const inputSha256 = await hashed;
    if ((await stateOf(path)) !== state)
      throw new KoppelError("FILE_CHANGED", "the file changed while it was read", { file: path });
    checkManifest(path, manifest, inputSha256, so.records);
    const outputSha256 = await part.finish((sha256) => label && labelFile(output, { ...label, sha256 }));
    const { records, values } = so;
    const seconds = (performance.now() - started) / 1000;
    return { output, records, values, inputSha256, outputSha256, resumedAt: begun.text, seconds };
  } catch (error) {
    if (options.signal?.aborted) await part.close();
    else await part.discard();
    throw error;
  }
}

/** The text from some place on in blocks whose values are carried, in order. */
function carriedBlocks(
  { input, encoding, separator, columns, types }: LabelledText,
  { text, line }: { readonly text: number; readonly line: number },
  passages: readonly Passage[],
  gzip: boolean,
  pool: WorkerPool,
  { onProgress, signal }: JobOptions,
): AsyncGenerator<CarriedBlock> {
  const scanner = new RecordScanner(input.path, line, true);
  const onRead = (done: number): void => onProgress?.({ phase: "carry", done, total: input.size, unit: "bytes" });
  const pieces = deliveryText(input, encoding, () => scanner.line, { onRead, signal });
  const blocks = recordBlocks(pieces, scanner, text, BLOCK_BYTES);
  const shape = { file: input.path, separator, columns };
  // As many as keep the threads busy while one is written.
  return inOrder(blocks, 2 * pool.threads + 1, (block) =>
    pool.run("carry", { ...block, shape, names: types, passages, gzip }, [block.text.buffer]),
  );
}

/** Refuses to write over anything but an earlier output of the same kind. */
function checkOutput(input: string, output: string, label: CarryJob["label"], job: string): void {
  const files = label === undefined ? [output] : [output, manifestPath(output)];
  const inputs = [input, manifestPath(input)].map((path) => resolve(path));
  const over = files.find((path) => inputs.includes(resolve(path)));
  if (over !== undefined)
    throw new KoppelError("OUTPUT_IS_INPUT", "the new file, or its manifest, would overwrite the old one", {
      file: over,
      hint: "Give it another name; that of a manifest is made by leaving off .csv and .gz.",
    });
  const taken = files.find((path) => existsSync(path));
  if (taken === undefined || PartFile.isBegun(output, job)) return;
  const same = label !== undefined && existsSync(manifestPath(output)) && isLabelled(output, label);
  if (!same)
    throw new KoppelError("OUTPUT_EXISTS", "this file is there already, and is not overwritten", {
      file: taken,
      hint: "Choose another name, or remove it first.",
    });
}

/** Whether a file has this label, for whatever content. */
function isLabelled(path: string, label: Manifest): boolean {
  return isDeepStrictEqual({ ...readManifest(path), sha256: label.sha256 }, label);
}

function labelFile(output: string, manifest: Manifest): { path: string; text: string } {
  return { path: manifestPath(output), text: `${JSON.stringify(manifest, null, 2)}\n` };
}

/** Changes with what is at a path. */
async function stateOf(path: string): Promise<string> {
  const { size, mtimeNs, ino } = await stat(path, { bigint: true });
  return [size, mtimeNs, ino].join();
}

/** Names a key, and tells nothing about it. */
function macOf(key: Uint8Array): string {
  return createHmac("sha256", key).update("carried file").digest("hex");
}
