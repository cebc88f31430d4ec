import { KoppelError } from "../errors.ts";
import { deadlineOf, type Deadline } from "../rights/deadline.ts";
import type { Closing, RequestRow } from "../store/request-store.ts";
import { keysOf, nameOf, textsOf } from "./lookup.ts";
import type { OpenTable } from "./open-table.ts";
import { checkReason } from "./reason.ts";
import type { RecordName } from "./results.ts";
import { subjectsOf } from "./trail-events.ts";

/** What a patient may ask for (R44). */
export const REQUEST_KINDS = ["access", "correction", "erasure", "restriction", "objection"] as const;

export type RequestKind = (typeof REQUEST_KINDS)[number];

/** A request as it comes in: the provider knows who the patient is, and passes it on (D13). */
export interface NewRequest {
  readonly kind: string;
  readonly provider: string;
  /** The provider's own records that it is about. */
  readonly records?: readonly RecordName[] | undefined;
  /** Moment of receipt, by default now. */
  readonly received?: Date | undefined;
}

/** A request of a patient, and by when it has to be answered. */
export interface PatientRequest extends Deadline {
  readonly request: number;
  readonly kind: RequestKind;
  readonly provider: string;
  readonly received: string;
  readonly state: "open" | Closing["state"];
  /** How many records it names, and how many of these were erased since, so that nothing tells any more which they were. */
  readonly records: number;
  readonly erased: number;
  /** How many local patients it keeps out of all links. */
  readonly restricted: number;
  readonly closed: Omit<Closing, "state"> | null;
}

/** @throws KoppelError BAD_REQUEST, UNKNOWN_PROVIDER, UNKNOWN_REGISTRY, OTHER_PROVIDER; KeyringError NOT_GRANTED */
export function openRequest(table: OpenTable, request: NewRequest, now: Date): PatientRequest {
  const { kind, records = [], received = now } = request;
  const { store, trail } = table;
  if (!(REQUEST_KINDS as readonly string[]).includes(kind))
    throw new KoppelError("BAD_REQUEST", "this is no kind of request", { hint: `It is ${REQUEST_KINDS.join(", ")}.` });
  if (Number.isNaN(received.getTime()) || received > now)
    throw new KoppelError("BAD_REQUEST", "this is no day on which a request can have come in", {
      hint: "Give a date of today or before, as in 2027-01-31.",
    });
  const provider = store.providers().find(({ name }) => name === request.provider);
  if (provider === undefined)
    throw new KoppelError("UNKNOWN_PROVIDER", "the link table has no provider of that name", {
      hint: "`koppel provider list` shows them.",
    });
  checkRecords(table, provider.name, records);
  return table.atomically(() => {
    const subjects = [...new Set(textsOf(keysOf(records)))].map((key) => trail.subjects.seal(key));
    const id = store.requests.add({ kind, provider: provider.id, received: received.toISOString(), subjects });
    const objects = [
      { type: "request", id: String(id) } as const,
      { type: "provider", id: provider.name } as const,
      ...subjectsOf(...records),
    ];
    trail.append({ action: "request.open", objects, detail: { kind, received: received.toISOString() } });
    return shown(table, rowOf(table, id), now);
  });
}

/** All requests, oldest first; what they are about stays sealed. */
export function requestsOf(table: OpenTable, now: Date): PatientRequest[] {
  return table.store.requests.all().map((row) => shown(table, row, now));
}

/**
 * Ends a request. What it asked for is done by then, or is not: this only puts on record which.
 *
 * @throws KoppelError REQUEST_NOT_FOUND, REQUEST_CLOSED, REASON_MISSING for a refusal without one, BAD_REASON
 */
export function closeRequest(
  table: OpenTable,
  id: number,
  { state, reason }: { readonly state: Closing["state"]; readonly reason?: string | undefined },
  now: Date,
): PatientRequest {
  if (state === "refused" || reason !== undefined) checkReason(reason ?? "");
  standing(table, id);
  const objects = [{ type: "request", id: String(id) } as const];
  table.writing({ action: "request.close", objects, detail: { state, ...(reason && { reason }) } }, () => {
    const by = table.ring.principal.name;
    table.store.requests.close(id, { state, reason: reason?.trim() ?? null, by, at: now.toISOString() });
  });
  return shown(table, rowOf(table, id), now);
}

/**
 * Makes sure that an open request asks for this, of these records.
 *
 * @throws KoppelError REQUEST_NOT_FOUND, REQUEST_CLOSED, OTHER_REQUEST
 */
export function checkRequest(
  table: OpenTable,
  id: number,
  kind: RequestKind,
  records: readonly RecordName[] = [],
): void {
  const row = standing(table, id);
  const other = (what: string): KoppelError =>
    new KoppelError("OTHER_REQUEST", `request ${id} is not ${what}`, {
      hint: "`koppel request list` shows them; `koppel request open` makes one.",
    });
  if (row.kind !== kind) throw other(`for ${kind}`);
  const named = namedBy(table, row);
  const provider = table.store.providers().find((known) => known.id === row.provider)!;
  textsOf(keysOf(records)).forEach((key, i) => {
    if (records[i].provider !== provider.name || !named.has(key)) throw other(`about record ${nameOf(records[i])}`);
  });
}

/** Requests that name any of these records of a provider, oldest first. */
export function requestsAbout(table: OpenTable, records: readonly RecordName[], now: Date): PatientRequest[] {
  const keys = new Set(textsOf(keysOf(records)));
  return table.store.requests
    .all()
    .filter((row) => [...namedBy(table, row)].some((key) => keys.has(key)))
    .map((row) => shown(table, row, now));
}

/** Keys of the records that a request names, 32 hex digits each; those erased are not known any more. */
export function namedBy({ trail }: OpenTable, { subjects }: RequestRow): ReadonlySet<string> {
  return new Set(subjects.flatMap((sealed) => trail.subjects.open(sealed) ?? []));
}

/** An open request. @throws KoppelError REQUEST_NOT_FOUND, REQUEST_CLOSED */
function standing(table: OpenTable, id: number): RequestRow {
  const row = rowOf(table, id);
  if (row.closing === null) return row;
  throw new KoppelError("REQUEST_CLOSED", `request ${id} is ${row.closing.state} already`, {
    hint: "Open another with `koppel request open`.",
  });
}

/** @throws KoppelError REQUEST_NOT_FOUND */
export function rowOf({ store }: OpenTable, id: number): RequestRow {
  const row = store.requests.all().find((known) => known.id === id);
  if (row !== undefined) return row;
  throw new KoppelError("REQUEST_NOT_FOUND", `there is no request ${id}`, {
    hint: "`koppel request list` shows them.",
  });
}

function checkRecords({ store }: OpenTable, provider: string, records: readonly RecordName[]): void {
  for (const record of records) {
    if (!store.registries().some(({ name }) => name === record.registry))
      throw new KoppelError("UNKNOWN_REGISTRY", `there is no registry ${record.registry}`, {
        hint: "`koppel registry list` shows them.",
      });
    if (record.provider !== provider)
      throw new KoppelError("OTHER_PROVIDER", `record ${nameOf(record)} is not of ${provider}`, {
        hint: "A provider passes on what its own patients ask, of its own records.",
      });
  }
}

function shown(table: OpenTable, row: RequestRow, now: Date): PatientRequest {
  const { id, kind, received, subjects, closing } = row;
  const { state, ...closed } = closing ?? { state: "open" as const };
  return {
    request: id,
    kind: kind as RequestKind,
    provider: table.store.providers().find((known) => known.id === row.provider)!.name,
    received,
    state,
    records: subjects.length,
    erased: subjects.length - namedBy(table, row).size,
    restricted: table.store.requests.restricted(id).length,
    ...deadlineOf(new Date(received), closing === null ? now : new Date(closing.at)),
    closed: closing === null ? null : (closed as Omit<Closing, "state">),
  };
}
