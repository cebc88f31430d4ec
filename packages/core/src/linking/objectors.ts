import { WORDS, type Block } from "../evidence/block.ts";
import { sameValue } from "../evidence/dictionary.ts";
import type { LocalPatients } from "./local-patients.ts";

/** Finds by their handles the rows, and the local patients, of who objects to being linked. */
export class Objectors {
  readonly #byRow: Uint8Array;

  /** @param alone handles, `n * 4` words */
  constructor(block: Block, alone: Uint32Array) {
    this.#byRow = new Uint8Array(alone.length === 0 ? 0 : block.rows);
    if (alone.length === 0) return;
    const byWord = Map.groupBy(
      Array.from({ length: alone.length / WORDS }, (_, i) => i),
      (i) => alone[i * WORDS],
    );
    for (let row = 0; row < block.rows; row++) {
      const near = byWord.get(block.handle[row * WORDS]);
      if (near?.some((i) => sameValue(alone, i * WORDS, block.handle, row * WORDS))) this.#byRow[row] = 1;
    }
  }

  hasRow(row: number): boolean {
    return this.#byRow[row] === 1;
  }

  has({ rows, start }: LocalPatients, node: number): boolean {
    // All records of a local patient have its handle.
    return this.hasRow(rows[start[node]]);
  }
}
