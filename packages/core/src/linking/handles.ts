import { WORDS, type Block } from "../evidence/block.ts";
import { ValueIndex } from "../evidence/value-index.ts";
import type { LocalPatients } from "./local-patients.ts";

/** Handles of local patients (see `makeHandles`), `nodes.length * 4` words, in the order of `nodes`. */
export function handlesOf({ handle }: Block, patients: LocalPatients, nodes: readonly number[]): Uint32Array {
  const picked = new Uint32Array(nodes.length * WORDS);
  nodes.forEach((node, i) => {
    // All records of a local patient have its handle.
    const row = patients.keyRow[node];
    picked.set(handle.subarray(row * WORDS, (row + 1) * WORDS), i * WORDS);
  });
  return picked;
}

/** A handle as 32 hex digits. */
export function handleText(handles: Uint32Array, i: number): string {
  return Buffer.from(handles.buffer, handles.byteOffset + i * 16, 16).toString("hex");
}

/** Handles, each named by 32 hex digits, as words. */
export function handleWords(named: readonly { readonly handle: string }[]): Uint32Array {
  const words = new Uint32Array(named.length * WORDS);
  const bytes = Buffer.from(words.buffer);
  named.forEach(({ handle }, i) => bytes.write(handle, i * 16, "hex"));
  return words;
}

/** By row: 1 where its local patient is among these, handles of `n * 4` words. Empty where there are none. O(rows). */
export function rowsNamed(block: Block, handles: Uint32Array): Uint8Array {
  const named = new Uint8Array(handles.length === 0 ? 0 : block.rows);
  const index = new ValueIndex(handles);
  for (let row = 0; row < named.length; row++) named[row] = Number(index.has(block.handle, row));
  return named;
}

/** The name of a record's birth group, 8 bytes: the second half of the handles of all local patients in it. */
export function birthGroupTag({ handle }: Block, row: number): Uint8Array {
  return new Uint8Array(handle.buffer, handle.byteOffset + row * 16 + 8, 8).slice();
}
