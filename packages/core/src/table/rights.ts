import { refuseExisting, writePrivate } from "../files/new-file.ts";
import type { Action } from "../audit/actions.ts";
import { accessOf, type AccessFile } from "./access.ts";
import type { OpenTable } from "./open-table.ts";
import { closeRequest, openRequest, requestsOf, type NewRequest, type PatientRequest } from "./requests.ts";
import type { RecordName } from "./results.ts";
import { noteRefusal, subjectsOf } from "./trail-events.ts";

/** What patients ask for, through their providers (R44-R46). */
export class TableRights {
  readonly #table: OpenTable;
  readonly #now: () => Date;

  /** @param now the clock that deadlines are told by */
  constructor(table: OpenTable, now = (): Date => new Date()) {
    this.#table = table;
    this.#now = now;
  }

  /**
   * Puts a request on record. Which records it is about is kept sealed, under keys that go when they are erased.
   *
   * @throws KoppelError BAD_REQUEST, UNKNOWN_PROVIDER, UNKNOWN_REGISTRY, OTHER_PROVIDER; KeyringError NOT_GRANTED
   */
  open(request: NewRequest): PatientRequest {
    return this.#refusable("request.open", () => openRequest(this.#table, request, this.#now()));
  }

  /** All requests, oldest first. */
  requests(): PatientRequest[] {
    return this.#refusable("request.list", () => {
      const all = requestsOf(this.#table, this.#now());
      this.#table.trail.note({ action: "request.list", detail: { requests: all.length } });
      return all;
    });
  }

  /**
   * Ends a request.
   *
   * @param reason needed where it is refused (R45)
   * @throws KoppelError REQUEST_NOT_FOUND, REQUEST_CLOSED, REASON_MISSING, BAD_REASON; KeyringError NOT_GRANTED
   */
  close(request: number, state: "done" | "refused", reason?: string): PatientRequest {
    return this.#refusable("request.close", () => closeRequest(this.#table, request, { state, reason }, this.#now()));
  }

  /**
   * Writes a new file of what the table holds on the local patient of a record, as an open request of its provider asks.
   *
   * @throws KoppelError REQUEST_NOT_FOUND, REQUEST_CLOSED, OTHER_REQUEST, RECORD_NOT_FOUND, FILE_EXISTS, OUTPUT_UNWRITABLE
   */
  async access(record: RecordName, request: number, path: string): Promise<AccessFile> {
    const table = this.#table;
    try {
      refuseExisting(path);
      const told = await table.reading(() => accessOf(table, record, request, this.#now()));
      const objects = [{ type: "request", id: String(request) } as const, ...subjectsOf(record)];
      table.trail.note({ action: "access", objects, detail: { records: told.records.items.length } });
      writePrivate(path, `${JSON.stringify(told, null, 2)}\n`);
      return told;
    } catch (error) {
      noteRefusal(table, "access", error);
      throw error;
    }
  }

  #refusable<T>(action: Action, work: () => T): T {
    try {
      return work();
    } catch (error) {
      noteRefusal(this.#table, action, error);
      throw error;
    }
  }
}
