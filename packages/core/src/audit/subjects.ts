import { createHmac, randomBytes } from "node:crypto";

import { seal, unseal } from "@koppel/keyring";

import type { AuditStore } from "../store/audit-store.ts";

/**
 * Records and local patients as the audit trail names them: by a random reference and under a key of its own each. When one is erased
 * its key is destroyed, and no event, in no copy of the trail, tells any more whom it was about (crypto-shredding).
 */
export class Subjects {
  readonly #store: AuditStore;
  readonly #root: () => Uint8Array;

  /** @param root gives the key under which keys of subjects are kept */
  constructor(store: AuditStore, root: () => Uint8Array) {
    this.#store = store;
    this.#root = root;
  }

  /** A subject as the trail keeps it, base64; its key is made where there is none. @param id 32 hex digits */
  seal(id: string): string {
    const root = this.#root();
    const tag = tagOf(root, id);
    const { reference, key } = this.#store.subject(tag) ?? this.#add(tag, root);
    const sealed = seal(unseal(root, key, placeOf(reference)), Buffer.from(id, "hex"), placeOf(reference));
    return Buffer.concat([reference, sealed]).toString("base64");
  }

  /** The subject that a sealed one names, 32 hex digits; undefined where it was erased. */
  open(sealed: string): string | undefined {
    const bytes = Buffer.from(sealed, "base64");
    const reference = bytes.subarray(0, REFERENCE_BYTES);
    const key = this.#store.subjectKey(reference);
    if (key === undefined) return undefined;
    const own = unseal(this.#root(), key, placeOf(reference));
    return Buffer.from(unseal(own, bytes.subarray(REFERENCE_BYTES), placeOf(reference))).toString("hex");
  }

  /** Destroys the keys of all subjects but those that these sealed ones name. */
  keep(sealed: Iterable<string>): void {
    const references = new Set<string>();
    for (const each of sealed) references.add(Buffer.from(each, "base64").toString("hex", 0, REFERENCE_BYTES));
    this.#store.keepSubjects(references);
  }

  /** Destroys the keys of subjects. @param ids 32 hex digits each */
  forget(ids: readonly string[]): void {
    if (ids.length === 0) return;
    const root = this.#root();
    this.#store.removeSubjects(ids.map((id) => tagOf(root, id)));
  }

  #add(tag: Uint8Array, root: Uint8Array): { reference: Uint8Array; key: Uint8Array } {
    const reference = randomBytes(REFERENCE_BYTES);
    const added = { reference, key: seal(root, randomBytes(32), placeOf(reference)) };
    this.#store.addSubject(tag, added);
    return added;
  }
}

const REFERENCE_BYTES = 16;

function tagOf(root: Uint8Array, id: string): Uint8Array {
  return createHmac("sha256", root).update(`tag|${id}`).digest().subarray(0, 16);
}

function placeOf(reference: Uint8Array): string {
  return `subject|${Buffer.from(reference).toString("hex")}`;
}
