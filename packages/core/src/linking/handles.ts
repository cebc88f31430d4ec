import { encryptColumn } from "@koppel/keyring";

import { WORDS, type Block } from "../evidence/block.ts";
import type { LocalPatients } from "./local-patients.ts";

/** First word of the first block: what the keyed function is used for, so that it never meets a pseudonym. */
const LABEL = 0x4b504831; // "KPH1"

/**
 * Handles of local patients: 16 bytes that name one for ever, whatever is delivered of it later, and tell nothing to who has not the key.
 *
 * A handle is CBC-MAC with AES-256 over three blocks: provider and whether it gave a number; the birth group's value; the patient number,
 * or else the record key. Column by column, three passes of AES over all of them.
 *
 * @param anchor the type whose values are the birth groups; @param key 32 bytes
 * @returns `nodes.length * 4` words, in the order of `nodes`
 */
export function handlesOf(
  block: Block,
  patients: LocalPatients,
  nodes: readonly number[],
  { anchor, tagKey }: { readonly anchor: number; readonly tagKey: Uint8Array },
): Uint32Array {
  const mac = new Uint32Array(nodes.length * WORDS);
  const bytes = new Uint8Array(mac.buffer);
  nodes.forEach((node, i) => mac.set([LABEL, patients.provider[node], patients.numbered[node]], i * WORDS));
  encryptColumn(tagKey, bytes, bytes);
  const anchors = block.values[anchor];
  if (anchors !== undefined) nodes.forEach((node, i) => mix(mac, i, anchors, patients.keyRow[node]));
  encryptColumn(tagKey, bytes, bytes);
  nodes.forEach((node, i) => mix(mac, i, patients.numbered[node] ? block.number : block.record, patients.keyRow[node]));
  return new Uint32Array(encryptColumn(tagKey, bytes, bytes).buffer);
}

/** A handle as 32 hex digits. */
export function handleText(handles: Uint32Array, i: number): string {
  return Buffer.from(handles.buffer, handles.byteOffset + i * 16, 16).toString("hex");
}

function mix(mac: Uint32Array, i: number, column: Uint32Array, row: number): void {
  for (let word = 0; word < WORDS; word++) mac[i * WORDS + word] ^= column[row * WORDS + word];
}
