import { KoppelError } from "../errors.ts";
import { handleWords } from "../linking/handles.ts";
import { locateKeys } from "./lookup.ts";
import type { OpenTable } from "./open-table.ts";
import { keepOutcome } from "./outcome.ts";
import { linkPartitions } from "./partition-linking.ts";
import { checkReason } from "./reason.ts";
import { checkRequest, namedBy, rowOf } from "./requests.ts";
import { commitRun, prepareRun, type RunOptions } from "./run.ts";

/** What restricting, or lifting it, did. */
export interface Restriction {
  readonly run: number;
  readonly request: number;
  readonly restricted: boolean;
  readonly localPatients: number;
  readonly dryRun: boolean;
}

/**
 * Restricts what is done with the local patients that a request is about, or lifts that, in one run. As long as it stands they are alone.
 *
 * @throws KoppelError REQUEST_NOT_FOUND, REQUEST_CLOSED, OTHER_REQUEST, NOTHING_TO_RESTRICT, REASON_MISSING, BAD_REASON
 */
export async function restrict(
  table: OpenTable,
  { request, on, reason }: { readonly request: number; readonly on: boolean; readonly reason: string },
  options: RunOptions,
): Promise<Restriction> {
  checkReason(reason);
  if (on) checkRequest(table, request, "restriction");
  const { store } = table;
  const row = rowOf(table, request);
  const keys = handleWords([...namedBy(table, row)].map((handle) => ({ handle })));
  const patients = on ? await locateKeys(table, keys) : store.requests.restricted(request);
  if (patients.length === 0)
    throw new KoppelError(
      "NOTHING_TO_RESTRICT",
      `request ${request} ${on ? "names no record that is there" : "restricts nobody"}`,
      {
        hint: "`koppel request list --json` tells how many records each names, and how many patients it restricts.",
      },
    );
  const run = prepareRun(table, "restrict");
  const work = async (): Promise<Restriction> => {
    if (on) store.requests.restrict(request, patients);
    else store.requests.lift(request);
    const whole = [...new Set(patients.map(({ partition }) => partition))];
    const job = { run: run.id, basis: table.standingBasis(), slabs: [], whole };
    keepOutcome(table, await linkPartitions(table, job, options), run.id);
    const localPatients = new Set(patients.map(({ handle }) => handle)).size;
    return { run: run.id, request, restricted: on, localPatients, dryRun: options.dryRun ?? false };
  };
  const tell = ({ restricted, localPatients }: Restriction): object => ({
    restricted,
    localPatients,
    reason: reason.trim(),
  });
  return commitRun(table, run, options, work, tell, [{ type: "request", id: String(request) }]);
}
