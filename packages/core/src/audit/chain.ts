import { createHash } from "node:crypto";

import { isSigned } from "@koppel/keyring";

/** A row of the audit trail: readable to all but for its sealed event. */
export interface AuditRow {
  /** 1, 2, 3 and so on, without a gap. */
  readonly id: number;
  readonly at: string;
  /** Name of the principal who signed it. */
  readonly by: string;
  readonly event: Uint8Array;
  /** SHA-256 over the row and the hash of the one before. */
  readonly hash: Uint8Array;
  /** Ed25519, over the hash. */
  readonly signature: Uint8Array;
}

/** Where a trail ends, signed: events that are cut off its end are missed. */
export interface AuditHead {
  readonly id: number;
  readonly hash: Uint8Array;
  readonly by: string;
  readonly signature: Uint8Array;
}

/** Who may sign: public keys by name, 64 hex digits each. */
export type PublicKeys = ReadonlyMap<string, string>;

/** Before the first event. */
export const NOTHING_BEFORE = new Uint8Array(32);

/** What signatures of events, and of heads, are over beside the hash. */
export const EVENT_CONTEXT = "trail";
export const headContext = (id: number): string => `trail head ${id}`;

/** Hash of an event. @param table id of the link table, so that no event can be taken from another's trail */
export function eventHash(
  table: string,
  before: Uint8Array,
  { id, at, by, event }: Omit<AuditRow, "hash" | "signature">,
): Uint8Array {
  const hash = createHash("sha256").update(before);
  return hash
    .update(`${JSON.stringify([table, id, at, by])}\n`)
    .update(event)
    .digest();
}

/** Follows a trail from its first event to its last, and tells every place where it does not hold. O(events). */
export class ChainCheck {
  readonly #table: string;
  readonly #keys: PublicKeys;
  readonly #faults: string[] = [];
  #events = 0;
  #id = 0;
  #hash: Uint8Array = NOTHING_BEFORE;

  constructor(table: string, keys: PublicKeys) {
    this.#table = table;
    this.#keys = keys;
  }

  get faults(): readonly string[] {
    return this.#faults;
  }

  get events(): number {
    return this.#events;
  }

  /** Takes the next row. */
  take(row: AuditRow): void {
    const { id, by, hash, signature } = row;
    this.#events++;
    if (id !== this.#id + 1) this.#faults.push(`event ${id} stands where event ${this.#id + 1} belongs`);
    if (!same(hash, eventHash(this.#table, this.#hash, row)))
      this.#faults.push(`event ${id} was altered, or what stands before it was`);
    if (!holds(this.#keys, by, hash, signature, EVENT_CONTEXT))
      this.#faults.push(`event ${id} is not signed by ${this.#keys.has(by) ? by : "anybody whom the key ring knows"}`);
    this.#id = id;
    this.#hash = hash;
  }

  /** Takes where the trail says that it ends. */
  end(head: AuditHead | undefined): void {
    if (head === undefined) {
      if (this.#id > 0) this.#faults.push("the signed end of the trail is missing");
      return;
    }
    if (head.id !== this.#id || !same(head.hash, this.#hash))
      this.#faults.push(`the trail ends at event ${this.#id}, but was signed to end at event ${head.id}`);
    if (!isHead(head, this.#keys))
      this.#faults.push("the end of the trail is not signed by anybody whom the key ring knows");
  }
}

/** Whether the end of a trail was signed by somebody who may. */
export function isHead({ id, hash, by, signature }: AuditHead, keys: PublicKeys): boolean {
  return holds(keys, by, hash, signature, headContext(id));
}

/** Public keys of principals by name, those removed included. */
export function publicKeysOf(principals: readonly { readonly name: string; readonly publicKey: string }[]): PublicKeys {
  return new Map(principals.map(({ name, publicKey }) => [name, publicKey]));
}

function holds(keys: PublicKeys, by: string, hash: Uint8Array, signature: Uint8Array, context: string): boolean {
  const key = keys.get(by);
  return key !== undefined && isSigned(Buffer.from(key, "hex"), hash, signature, context);
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
