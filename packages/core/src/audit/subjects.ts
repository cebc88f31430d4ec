import { createHmac, randomBytes } from "node:crypto";

import { seal, unseal } from "@koppel/keyring";

import type { AuditStore, SubjectRow } from "../store/audit-store.ts";

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
    const subject = this.#store.subject(tag) ?? this.#add(tag, root);
    const { reference } = subject;
    const sealed = seal(openKey(root, subject), Buffer.from(id, "hex"), placeOf(reference));
    return Buffer.concat([reference, sealed]).toString("base64");
  }

  /** The subject that a sealed one names, 32 hex digits; undefined where it was erased. */
  open(sealed: string): string | undefined {
    const bytes = Buffer.from(sealed, "base64");
    const reference = bytes.subarray(0, REFERENCE_BYTES);
    const subject = this.#store.referredSubject(reference);
    if (subject === undefined) return undefined;
    const own = openKey(this.#root(), subject);
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

  /** How many subjects have a key that does not open where it stands. O(subjects). */
  broken(): number {
    const root = this.#root();
    return this.#store.subjects().filter((subject) => !opens(root, subject)).length;
  }

  #add(tag: Uint8Array, root: Uint8Array): SubjectRow {
    const reference = randomBytes(REFERENCE_BYTES);
    const added = { tag, reference, key: seal(root, randomBytes(32), keyPlace({ tag, reference })) };
    this.#store.addSubject(added);
    return added;
  }
}

const REFERENCE_BYTES = 16;

function tagOf(root: Uint8Array, id: string): Uint8Array {
  return createHmac("sha256", root).update(`tag|${id}`).digest().subarray(0, 16);
}

function openKey(root: Uint8Array, { tag, reference, key }: SubjectRow): Uint8Array {
  return unseal(root, key, keyPlace({ tag, reference }));
}

function opens(root: Uint8Array, subject: SubjectRow): boolean {
  try {
    openKey(root, subject);
    return true;
  } catch {
    return false;
  }
}

/** A key is bound to its row, so that none can be moved to another, nor escape being destroyed. */
function keyPlace({ tag, reference }: Omit<SubjectRow, "key">): string {
  return `${placeOf(reference)}|${Buffer.from(tag).toString("hex")}`;
}

function placeOf(reference: Uint8Array): string {
  return `subject|${Buffer.from(reference).toString("hex")}`;
}
