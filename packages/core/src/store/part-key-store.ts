import type { PartKeyRow } from "./part-key.ts";

/** Where part keys are read: those of the generation in force. */
export interface PartKeySource {
  /** The sealed key of a part, or nothing where there is no such part yet. */
  of(part: string): Uint8Array | undefined;
}

/** The part of a store that keeps part keys. A key that is taken out is nowhere in the store any more once that is committed. */
export interface PartKeyStore extends PartKeySource {
  /** Gives parts the keys that they have from now on; those that they had, in whatever generation, are taken out. */
  set(keys: readonly PartKeyRow[]): void;
  /** Gives parts keys in a generation that is being made. */
  add(generation: number, keys: readonly PartKeyRow[]): void;
}
