import { createHmac } from "node:crypto";

import { KeyringError, seal, unseal, type KeyRing } from "@koppel/keyring";

import { KoppelError } from "../errors.ts";
import type { LinkStore } from "../store/link-store.ts";
import { ACTIONS, type Action } from "./actions.ts";
import { baseContext, EVENT_CONTEXT, eventHash, headContext, NOTHING_BEFORE, type AuditRow } from "./chain.ts";
import { eventSchema, type AuditEvent, type RecordedEvent, type StoredEvent } from "./event.ts";
import { Subjects } from "./subjects.ts";

/**
 * The audit trail of a table: who did or looked at what, in whose name, when and to what end (NEN 7513, R52).
 *
 * An event is sealed under the trail's key, hashed with the one before, and signed by who caused it; it is written in the transaction of
 * what it tells of, so neither is there without the other.
 */
export class Trail {
  readonly #store: LinkStore;
  readonly #ring: KeyRing;
  readonly #table: string;
  readonly subjects: Subjects;

  constructor(store: LinkStore, ring: KeyRing, table: string) {
    this.#store = store;
    this.#ring = ring;
    this.#table = table;
    this.subjects = new Subjects(store.audit, () => this.#key("subjects"));
  }

  /**
   * Adds an event inside the transaction that is open.
   *
   * @throws KeyringError NOT_GRANTED where who has opened the ring has no key for what the action needs
   */
  append({ action, objects = [], detail = {} }: AuditEvent, outcome: StoredEvent["outcome"] = "done"): void {
    const { name: by, roles, present } = this.#ring.principal;
    const sealedObjects = objects.map(({ type, id }) => ({
      type,
      id: type === "subject" ? this.subjects.seal(id) : id,
    }));
    const bare: StoredEvent = {
      action,
      outcome,
      roles: [...roles],
      present: [...present],
      objects: sealedObjects,
      detail: { ...detail },
      ring: this.#ring.digest,
      proof: "",
    };
    const last = this.#store.audit.head();
    const id = (last?.id ?? 0) + 1;
    const at = new Date().toISOString();
    const proof = outcome === "done" ? proofOf(this.#ring, this.#table, id, bare) : "";
    const event = seal(this.#key("events"), Buffer.from(JSON.stringify({ ...bare, proof })), this.#place(id));
    const hash = eventHash(this.#table, last?.hash ?? NOTHING_BEFORE, { id, at, by, event });
    this.#store.audit.add({ id, at, by, event, hash, signature: this.#ring.sign(hash, EVENT_CONTEXT) });
    this.#store.audit.setHead({ id, hash, by, signature: this.#ring.sign(hash, headContext(id)) });
  }

  /** Adds an event in a transaction of its own: of a look, or of what was refused. @throws as `append`; KoppelError TABLE_BUSY */
  note(event: AuditEvent, outcome: StoredEvent["outcome"] = "done"): void {
    this.#store.begin();
    try {
      this.append(event, outcome);
      this.#store.commit();
    } catch (error) {
      this.#store.rollback();
      throw error;
    }
  }

  /**
   * Lets the events before a moment go, from the first on, inside the transaction that is open; what is kept begins after a signed base.
   * O(events) that go.
   *
   * @param before ISO 8601, UTC
   * @returns how many went, and the number of the last of them
   */
  cut(before: string): { readonly events: number; readonly base: number } | undefined {
    let last: AuditRow | undefined;
    let events = 0;
    for (const row of this.#store.audit.rows()) {
      if (row.at >= before) break;
      last = row;
      events++;
    }
    if (last === undefined) return undefined;
    const { id, hash } = last;
    const { name: by } = this.#ring.principal;
    this.#store.audit.cut({ id, hash, by, signature: this.#ring.sign(hash, baseContext(id)) });
    return { events, base: id };
  }

  /** Destroys the keys of subjects that no event names any more, nor anything else that is kept. O(events). @param others sealed subjects */
  forgetUnnamed(others: readonly string[]): void {
    const named = [...others];
    for (const row of this.#store.audit.rows())
      for (const { type, id } of this.open(row).objects) if (type === "subject") named.push(id);
    this.subjects.keep(named);
  }

  /** What a row tells. @throws KoppelError EVENT_BROKEN */
  open({ id, at, by, event }: AuditRow): RecordedEvent & { readonly proof: string } {
    try {
      const text = Buffer.from(unseal(this.#key("events"), event, this.#place(id))).toString();
      return { id, at, by, ...eventSchema.parse(JSON.parse(text)) };
    } catch (cause) {
      if (cause instanceof KeyringError && cause.code === "NOT_GRANTED") throw cause;
      throw new KoppelError("EVENT_BROKEN", `event ${id} of the audit trail does not open: it was altered or moved`, {
        cause,
        hint: "`koppel audit verify` tells what holds; the trail's last export has the rest.",
      });
    }
  }

  /** Whether the proof of an event holds; undefined where who has opened the ring has not the key to tell. */
  isProven(recorded: RecordedEvent & { readonly proof: string }): boolean | undefined {
    const { id, at: _, by: __, proof, ...event } = recorded;
    if (event.outcome === "refused") return proof === "";
    try {
      return proofOf(this.#ring, this.#table, id, { ...event, proof: "" }) === proof;
    } catch (error) {
      if (error instanceof KeyringError && error.code === "NOT_GRANTED") return undefined;
      throw error;
    }
  }

  #key(what: "events" | "subjects"): Uint8Array {
    return this.#ring.sharedKey("trail", what);
  }

  #place(id: number): string {
    return `${this.#table}|event|${id}`;
  }
}

/** What only who opens the compartment that an action needs can make. @throws KeyringError NOT_GRANTED */
function proofOf(ring: KeyRing, table: string, id: number, event: StoredEvent): string {
  const key = ring.sharedKey(ACTIONS[event.action as Action].authority, "events");
  const mac = createHmac("sha256", key).update(JSON.stringify([table, id, eventSchema.parse(event)]));
  return mac.digest("hex").slice(0, 32);
}
