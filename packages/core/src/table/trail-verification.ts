import { compartmentsOf } from "@koppel/keyring";

import { ACTIONS } from "../audit/actions.ts";
import { ChainCheck, signersOf } from "../audit/chain.ts";
import { checkpointFault, type Checkpoint } from "../audit/checkpoint.ts";
import { KoppelError } from "../errors.ts";
import type { OpenTable } from "./open-table.ts";

/** Whether the audit trail holds. */
export interface TrailVerification {
  readonly ok: boolean;
  readonly events: number;
  /** What does not hold, in order: events altered, missing, out of order, signed by nobody, or done without the right. */
  readonly faults: readonly string[];
  /** Events whose proof this principal has the keys to check, and did. */
  readonly proven: number;
}

/**
 * Follows the trail from end to end: hashes, signatures, whether who signed had the role for it and the key to prove that, and whether
 * the key ring is the one that the last event saw. O(events).
 *
 * @param checkpoint where the trail was known to be once
 */
export function verifyTrail({ store, ring, trail, setup }: OpenTable, checkpoint?: Checkpoint): TrailVerification {
  const keys = signersOf(ring.principals());
  const base = store.audit.base();
  const check = new ChainCheck(setup.table, keys, base);
  const faults: string[] = [];
  const rolesOf = new Map(ring.principals().map(({ name, roles }) => [name, roles]));
  let events = 0;
  let proven = 0;
  let seen: string | undefined;
  let told: unknown;
  for (const row of store.audit.rows()) {
    check.take(row);
    events++;
    const fault = faultOf(() => {
      const event = trail.open(row);
      seen = event.ring;
      if (event.action === "expire" && event.outcome === "done") told = event.detail["base"] ?? told;
      const proof = trail.isProven(event);
      if (proof === true) proven++;
      if (
        event.outcome === "done" &&
        !compartmentsOf(rolesOf.get(row.by) ?? []).includes(ACTIONS[event.action].authority)
      )
        faults.push(`event ${row.id}: ${row.by} has no role for ${event.action}`);
      if (proof === false) faults.push(`event ${row.id}: ${row.by} had no key for ${event.action}`);
    });
    if (fault !== undefined) faults.push(fault);
  }
  check.end(store.audit.head());
  if (told !== base?.id) faults.push("events were taken off the beginning of the trail, and no event tells of it");
  if (seen !== undefined && seen !== ring.digest)
    faults.push("the key ring was changed after the last event, or an older copy of it was put back");
  const hashOf = (id: number): Uint8Array | undefined => {
    const [row] = store.audit.rows(id);
    return row?.id === id ? row.hash : undefined;
  };
  const cut = checkpoint && checkpointFault(checkpoint, setup.table, hashOf, keys, base);
  const all = [...check.faults, ...faults, ...(cut === undefined ? [] : [cut])];
  return { ok: all.length === 0, events, faults: all, proven };
}

function faultOf(work: () => void): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof KoppelError) return error.message;
    throw error;
  }
}
