import type { AuditEvent, AuditObject } from "../audit/event.ts";
import { KoppelError } from "../errors.ts";
import type { OpenTable } from "./open-table.ts";
import type { JobOptions } from "./results.ts";

/** How a run is made. */
export interface RunOptions extends JobOptions {
  /** Do everything and keep nothing. */
  readonly dryRun?: boolean | undefined;
}

/** What a run does. */
export type RunKind =
  | "link"
  | "decide"
  | "undo"
  | "answer"
  | "erase"
  | "relink"
  | "rekey"
  | "object"
  | "expire"
  | "restrict";

/** A run that is being prepared: nothing is written yet. */
export interface Run {
  readonly id: number;
  readonly kind: RunKind;
  readonly started: Date;
}

/** Begins to prepare a run. */
export function prepareRun(table: OpenTable, kind: RunKind): Run {
  return { id: nextRun(table), kind, started: new Date() };
}

/**
 * Does the work of a run in one transaction: visible at once when it is done, or not at all.
 *
 * @param tell what of the result is kept with the run; its plain figures go into the trail too
 * @param objects what the run is about, for the trail
 * @throws KoppelError TABLE_BUSY, TABLE_CHANGED, and what the work throws
 */
export async function commitRun<T>(
  table: OpenTable,
  { id, kind, started }: Run,
  options: RunOptions,
  work: () => Promise<T>,
  tell: (result: T) => object,
  objects: readonly AuditObject[] = [],
): Promise<T> {
  const { store } = table;
  store.begin();
  try {
    if (nextRun(table) !== id)
      throw new KoppelError("TABLE_CHANGED", "another run came in between", {
        file: store.location,
        hint: "Try again.",
      });
    const result = await work();
    const model = table.standingBasis().model.version;
    const finished = new Date().toISOString();
    const told = tell(result);
    store.addRun({ id, kind, model, started: started.toISOString(), finished, result: JSON.stringify(told) });
    table.trail.append({ action: kind, objects: [{ type: "run", id: String(id) }, ...objects], detail: scalars(told) });
    if (options.dryRun) store.rollback();
    else store.commit();
    return result;
  } catch (error) {
    store.rollback();
    throw error;
  }
}

function scalars(told: object): NonNullable<AuditEvent["detail"]> {
  const isScalar = (value: unknown): boolean => ["string", "number", "boolean"].includes(typeof value);
  return Object.fromEntries(Object.entries(told).filter(([, value]) => isScalar(value)));
}

function nextRun(table: OpenTable): number {
  return table.store.runs().reduce((max, { id }) => Math.max(max, id), 0) + 1;
}
