import { createHash, type Hash } from "node:crypto";
import { existsSync } from "node:fs";
import { open, readFile, rename, rm, truncate, writeFile, type FileHandle } from "node:fs/promises";

import { z } from "zod";

import { hashFile } from "../files/file-hash.ts";
import { unwritable } from "../files/unwritable.ts";

const count = z.int().min(0);

const checkpointSchema = z.object({
  /** Bytes of the input's text that are done, and the line that comes next. */
  text: count,
  line: z.int().min(1),
  records: count,
  values: count,
  /** Bytes written so far, and their SHA-256. */
  bytes: count,
  sha256: z.string(),
});

/** How far an output is. */
export type Checkpoint = z.infer<typeof checkpointSchema>;

/**
 * An output that is being written: it stands beside its place as `OUTPUT.JOB.part`, with a journal of how far it is, and gets its name when
 * it is whole. Who begins the same job again goes on where it was broken off.
 */
export class PartFile {
  /** How far the output was when it was taken up. */
  readonly begun: Checkpoint;
  readonly #output: string;
  readonly #part: string;
  readonly #journal: string;
  readonly #file: FileHandle;
  readonly #notes: FileHandle;
  readonly #hash: Hash;
  #bytes: number;

  private constructor(place: Place, begun: Checkpoint, hash: Hash, file: FileHandle, notes: FileHandle) {
    this.begun = begun;
    this.#output = place.output;
    this.#part = place.part;
    this.#journal = place.journal;
    this.#file = file;
    this.#notes = notes;
    this.#hash = hash;
    this.#bytes = begun.bytes;
  }

  /**
   * Takes up an output, or begins one.
   *
   * @param job names all that the output depends on
   * @throws KoppelError OUTPUT_UNWRITABLE
   */
  static async open(output: string, job: string): Promise<PartFile> {
    const place = placeOf(output, job);
    return writing(output, async () => {
      const { begun, hash } = (await takeUp(place)) ?? { begun: NOTHING, hash: createHash("sha256") };
      if (begun.bytes === 0) await Promise.all([place.part, place.journal].map((path) => rm(path, { force: true })));
      const file = await open(place.part, "a");
      return new PartFile(place, begun, hash, file, await open(place.journal, "a"));
    });
  }

  /** Whether an output of this job was begun. */
  static isBegun(output: string, job: string): boolean {
    return existsSync(placeOf(output, job).journal);
  }

  /** Adds bytes, after which the output is so far. */
  async add(bytes: Uint8Array, so: Omit<Checkpoint, "bytes" | "sha256">): Promise<void> {
    await writing(this.#output, async () => {
      this.#hash.update(bytes);
      await this.#file.writeFile(bytes);
      this.#bytes += bytes.length;
      const checkpoint: Checkpoint = { ...so, bytes: this.#bytes, sha256: this.#hash.copy().digest("hex") };
      // A line that was cut off ends where the next begins.
      await this.#notes.writeFile(`\n${JSON.stringify(checkpoint)}`);
    });
  }

  /**
   * Gives the output its name, and the file that goes with it before; both are on disk then. The journal is what goes last.
   *
   * @param beside makes the path and the text of that file from the SHA-256 of the output, hex
   */
  async finish(beside: (sha256: string) => { path: string; text: string } | undefined): Promise<string> {
    const sha256 = this.#hash.digest("hex");
    const label = beside(sha256);
    await writing(this.#output, async () => {
      await this.#file.sync();
      await this.close();
      if (label !== undefined) {
        await writeFile(`${label.path}.part`, label.text, { flush: true });
        await rename(`${label.path}.part`, label.path);
      }
      await rename(this.#part, this.#output);
      await rm(this.#journal);
    });
    return sha256;
  }

  /** Leaves the output as far as it is, to be taken up again. */
  async close(): Promise<void> {
    await this.#file.close();
    await this.#notes.close();
  }

  /** Gives the output up. */
  async discard(): Promise<void> {
    await this.close();
    await Promise.all([this.#part, this.#journal].map((path) => rm(path, { force: true })));
  }
}

const NOTHING: Checkpoint = { text: 0, line: 1, records: 0, values: 0, bytes: 0, sha256: "" };

interface Place {
  readonly output: string;
  readonly part: string;
  readonly journal: string;
}

function placeOf(output: string, job: string): Place {
  const name = `${output}.${createHash("sha256").update(job).digest("hex").slice(0, 16)}`;
  return { output, part: `${name}.part`, journal: `${name}.journal` };
}

/** The last checkpoint that the bytes written bear out, with those bytes alone left; undefined where there is none. */
async function takeUp({ part, journal }: Place): Promise<{ begun: Checkpoint; hash: Hash } | undefined> {
  if (!existsSync(part) || !existsSync(journal)) return undefined;
  const lines = (await readFile(journal, "utf8")).split("\n");
  const begun = lines.map(checkpointOf).findLast((checkpoint) => checkpoint !== undefined);
  if (begun === undefined || begun.bytes === 0) return undefined;
  const hash = await hashFile(part, begun.bytes);
  if (hash.copy().digest("hex") !== begun.sha256) return undefined;
  await truncate(part, begun.bytes);
  return { begun, hash };
}

function checkpointOf(line: string): Checkpoint | undefined {
  try {
    return checkpointSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

async function writing<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw unwritable(path, cause);
  }
}
