import { setHold } from "./legal-hold.ts";
import type { OpenTable } from "./open-table.ts";
import { setTerm, termsOf, type RetentionTerm } from "./terms.ts";
import { noteRefusal } from "./trail-events.ts";

/** How long everything in a table is kept, and what is kept longer because a court asks (R47, R48). */
export class TableRetention {
  readonly #table: OpenTable;

  constructor(table: OpenTable) {
    this.#table = table;
  }

  /** The terms of all registries and classes of data, and the holds. */
  terms(): RetentionTerm[] {
    return termsOf(this.#table);
  }

  /**
   * Sets how long a class of data is kept from now on.
   *
   * @param registry for `records`; null for `trail`, `requests`, `enquiries`, `objections`
   * @param term as in `7y` or `18m`
   * @throws KoppelError UNKNOWN_REGISTRY, BAD_TERM, NO_SUCH_CLASS, TERM_TOO_SHORT; KeyringError NOT_GRANTED
   */
  set(registry: string | null, name: string, term: string): void {
    try {
      setTerm(this.#table, registry, name, term);
    } catch (error) {
      noteRefusal(this.#table, "retention.set", error);
      throw error;
    }
  }

  /**
   * Sets a legal hold on a registry, or lifts it: while it stands nothing of the registry is destroyed.
   *
   * @throws KoppelError UNKNOWN_REGISTRY, REASON_MISSING, BAD_REASON; KeyringError NOT_GRANTED
   */
  hold(registry: string, on: boolean, reason: string): void {
    try {
      setHold(this.#table, registry, on, reason);
    } catch (error) {
      noteRefusal(this.#table, "retention.hold", error);
      throw error;
    }
  }
}
