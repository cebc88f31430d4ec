import type { Block } from "../evidence/block.ts";
import { rowsNamed } from "./handles.ts";
import type { LocalPatients } from "./local-patients.ts";

/** Finds by their handles the rows, and the local patients, of who objects to being linked. */
export class Objectors {
  readonly #byRow: Uint8Array;

  /** @param alone handles, `n * 4` words */
  constructor(block: Block, alone: Uint32Array) {
    this.#byRow = rowsNamed(block, alone);
  }

  hasRow(row: number): boolean {
    return this.#byRow[row] === 1;
  }

  has({ rows, start }: LocalPatients, node: number): boolean {
    // All records of a local patient have its handle.
    return this.hasRow(rows[start[node]]);
  }
}
