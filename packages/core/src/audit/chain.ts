import { createHash } from "node:crypto";

import { signatureCheck, type SignatureCheck } from "@koppel/keyring";

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

/**
 * An event that a trail ends with, signed once more: events that are cut off its end are missed. Or, where events older than their term
 * went, the last of these: what is kept begins after it.
 */
export interface AuditHead {
  readonly id: number;
  readonly hash: Uint8Array;
  readonly by: string;
  readonly signature: Uint8Array;
}

/** Who may sign, by name. */
export type Signers = ReadonlyMap<string, SignatureCheck>;

/** Before the first event. */
export const NOTHING_BEFORE = new Uint8Array(32);

/** What signatures of events, of heads and of bases are over beside the hash. */
export const EVENT_CONTEXT = "trail";
export const headContext = (id: number): string => `trail head ${id}`;
export const baseContext = (id: number): string => `trail base ${id}`;

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

/** Follows a trail from its first event, or that after its base, to its last, and tells every place where it does not hold. O(events). */
export class ChainCheck {
  readonly #table: string;
  readonly #signers: Signers;
  readonly #faults: string[] = [];
  #events = 0;
  #id: number;
  #hash: Uint8Array;

  constructor(table: string, signers: Signers, base?: AuditHead) {
    this.#table = table;
    this.#signers = signers;
    this.#id = base?.id ?? 0;
    this.#hash = base?.hash ?? NOTHING_BEFORE;
    if (base !== undefined && !isBase(base, signers))
      this.#faults.push("what the trail begins after is not signed by anybody whom the key ring knows");
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
    if (!holds(this.#signers, by, hash, signature, EVENT_CONTEXT))
      this.#faults.push(
        `event ${id} is not signed by ${this.#signers.has(by) ? by : "anybody whom the key ring knows"}`,
      );
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
    if (!isHead(head, this.#signers))
      this.#faults.push("the end of the trail is not signed by anybody whom the key ring knows");
  }
}

/** Whether the end of a trail was signed by somebody who may. */
export function isHead({ id, hash, by, signature }: AuditHead, signers: Signers): boolean {
  return holds(signers, by, hash, signature, headContext(id));
}

/** Whether what a trail begins after was signed by somebody who may. */
function isBase({ id, hash, by, signature }: AuditHead, signers: Signers): boolean {
  return holds(signers, by, hash, signature, baseContext(id));
}

/** Principals as signers, those removed included. @param principals with public keys of 64 hex digits */
export function signersOf(principals: readonly { readonly name: string; readonly publicKey: string }[]): Signers {
  return new Map(principals.map(({ name, publicKey }) => [name, signatureCheck(Buffer.from(publicKey, "hex"))]));
}

function holds(signers: Signers, by: string, hash: Uint8Array, signature: Uint8Array, context: string): boolean {
  return signers.get(by)?.(hash, signature, context) ?? false;
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
