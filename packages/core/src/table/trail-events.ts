import { KeyringError } from "@koppel/keyring";

import type { Action } from "../audit/actions.ts";
import type { AuditObject, RecordedEvent } from "../audit/event.ts";
import { KoppelError } from "../errors.ts";
import { keysOf, textsOf } from "./lookup.ts";
import type { OpenTable } from "./open-table.ts";
import type { RecordName } from "./results.ts";

/** Which events to show. */
export interface TrailQuery {
  /** The last so many of those that fit. */
  readonly last?: number | undefined;
  readonly action?: string | undefined;
  readonly by?: string | undefined;
}

/** Events of the trail, oldest first; subjects stay sealed. O(events). @throws KeyringError NOT_GRANTED; KoppelError EVENT_BROKEN */
export function eventsOf(table: OpenTable, { last = Infinity, action, by }: TrailQuery): RecordedEvent[] {
  const found: RecordedEvent[] = [];
  for (const row of table.store.audit.rows()) {
    if (by !== undefined && row.by !== by) continue;
    const { proof: _, ...event } = table.trail.open(row);
    if (action === undefined || event.action === action || event.action.startsWith(`${action}.`)) found.push(event);
    if (found.length > last) found.shift();
  }
  return found;
}

/** Leaves an event of what was refused; where that cannot be written, the refusal itself is what counts. */
export function noteRefusal(table: OpenTable, action: Action, error: unknown): void {
  if (!(error instanceof KoppelError || error instanceof KeyringError)) return;
  try {
    table.trail.note({ action, detail: { code: error.code } }, "refused");
  } catch {
    // The caller is about to hear why.
  }
}

/** Records as the objects of an event. */
export function subjectsOf(...records: readonly RecordName[]): AuditObject[] {
  return textsOf(keysOf(records)).map((id) => ({ type: "subject", id }));
}
