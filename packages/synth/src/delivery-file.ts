import { type Cipheriv, createCipheriv, createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PseudonymType } from "@koppel/pseudonym";
import { OutputFile } from "./output-file.ts";
import { type BlockWriter, type Packed, blockWriter } from "./packing.ts";

/** Rows gathered before they are encrypted, column by column, and written. */
const BATCH = 1024;
const BLOCK = 16;
const HEX = Buffer.from("0123456789abcdef");

/** The patient number's own pseudonym, delivered beside the registry's types. */
const patientNumber: PseudonymType = { name: "MRN", inputs: { provider: 1, mrn: 1 }, purpose: "individual" };

/** One column of pseudonyms: AES-256 over the packed inputs, under a fixed key a type. */
class Column {
  readonly write: BlockWriter;
  readonly words = new Int32Array(BATCH * 4);
  readonly present = new Uint8Array(BATCH);
  readonly #bytes = new Uint8Array(this.words.buffer);
  readonly #cipher: Cipheriv;

  constructor(type: PseudonymType) {
    this.write = blockWriter(type);
    const key = createHash("sha256").update(`koppel-synth|${type.name}`).digest();
    this.#cipher = createCipheriv("aes-256-ecb", key, null).setAutoPadding(false);
  }

  /** The pseudonyms of the first `rows` rows, 16 bytes each. */
  encrypt(rows: number): Uint8Array {
    return this.#cipher.update(this.#bytes.subarray(0, rows * BLOCK));
  }
}

/** A delivery of one provider and its manifest, written batch by batch. */
export class DeliveryFile {
  readonly path: string;
  readonly #provider: string;
  readonly #registry: string;
  readonly #types: readonly PseudonymType[];
  readonly #columns: Column[];
  readonly #events = new Uint32Array(BATCH);
  readonly #out: Buffer;
  readonly #digits = new Uint8Array(16);
  readonly #hash = createHash("sha256");
  readonly #file: OutputFile;
  #rows = 0;
  #written = 0;

  constructor(dir: string, provider: string, registry: string, types: readonly PseudonymType[]) {
    this.path = join(dir, `${provider}.delivery.csv`);
    this.#provider = provider;
    this.#registry = registry;
    this.#types = types;
    this.#columns = [patientNumber, ...types].map((type) => new Column(type));
    this.#out = Buffer.alloc(BATCH * (48 + 33 * this.#columns.length));
    this.#file = new OutputFile(this.path);
    const header = ["record_id", "mrn", "event_date", ...types.map(({ name }) => name)].join(",");
    this.#emit(Buffer.from(`${header}\n`));
  }

  /** Adds a visit. */
  add(packed: Packed): void {
    const row = this.#rows;
    for (const column of this.#columns) column.present[row] = column.write(packed, column.words, row * 4) ? 1 : 0;
    this.#events[row] = packed.event;
    if (++this.#rows === BATCH) this.#flush();
  }

  /** Completes the delivery, then writes its manifest. */
  finish(): void {
    this.#flush();
    this.#file.finish();
    const manifest = {
      format: "koppel-delivery",
      version: 1,
      registry: this.#registry,
      provider: this.#provider,
      stage: "pre",
      profile: "KT1",
      domain: "source",
      keyVersion: 1,
      types: this.#types.map(({ name }) => name),
      records: this.#written,
      sha256: this.#hash.digest("hex"),
    };
    writeFileSync(this.path.replace(/\.csv$/, ".manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  }

  /** Removes an unfinished delivery. */
  discard(): void {
    this.#file.discard();
  }

  #emit(bytes: Uint8Array): void {
    this.#hash.update(bytes);
    this.#file.write(bytes);
  }

  #flush(): void {
    const rows = this.#rows;
    const values = this.#columns.map((column) => column.encrypt(rows));
    const out = this.#out;
    let at = 0;
    for (let row = 0; row < rows; row++) {
      at += out.write(this.#provider, at, "latin1");
      out[at++] = 45; // -
      at = this.#number(this.#written + row + 1, 7, at);
      for (let c = 0; c < values.length; c++) {
        out[at++] = 44; // ,
        if (this.#columns[c]!.present[row] === 1) at = hex(values[c]!, row * BLOCK, out, at);
        if (c === 0) {
          out[at++] = 44;
          at = this.#date(this.#events[row]!, at);
        }
      }
      out[at++] = 10; // line feed
    }
    this.#emit(out.subarray(0, at));
    this.#written += rows;
    this.#rows = 0;
  }

  #date(yyyymmdd: number, at: number): number {
    at = this.#number(Math.floor(yyyymmdd / 10_000), 4, at);
    this.#out[at++] = 45;
    at = this.#number(Math.floor(yyyymmdd / 100) % 100, 2, at);
    this.#out[at++] = 45;
    return this.#number(yyyymmdd % 100, 2, at);
  }

  #number(value: number, width: number, at: number): number {
    const digits = this.#digits;
    let count = 0;
    for (let rest = value; rest > 0 || count < width; rest = Math.floor(rest / 10)) digits[count++] = 48 + (rest % 10);
    while (count > 0) this.#out[at++] = digits[--count]!;
    return at;
  }
}

function hex(bytes: Uint8Array, from: number, out: Uint8Array, at: number): number {
  for (let i = from; i < from + BLOCK; i++) {
    const byte = bytes[i]!;
    out[at++] = HEX[byte >> 4]!;
    out[at++] = HEX[byte & 15]!;
  }
  return at;
}
