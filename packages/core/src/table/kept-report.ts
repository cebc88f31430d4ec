import { seal, unseal } from "@koppel/keyring";

import { KoppelError } from "../errors.ts";
import type { OpenTable } from "./open-table.ts";

/** A report that was kept for those who may see figures and nothing else. */
export interface KeptReport {
  /** When it was kept, ISO 8601. */
  readonly at: string;
  readonly report: unknown;
}

/**
 * Keeps a report, in place of the one before, under the key of the compartment `figures`: an analyst opens it, and nothing else of the table.
 *
 * @param report as it may leave, small numbers hidden (R54); @throws KeyringError NOT_GRANTED
 */
export function keepReport(table: OpenTable, report: object): void {
  const { ring, setup, store } = table;
  const sealed = seal(ring.sharedKey("figures", "report"), Buffer.from(JSON.stringify(report)), placeIn(setup.table));
  table.writing({ action: "report.keep" }, () => store.keepReport(sealed));
}

/** The report that was kept last. @throws KoppelError NO_REPORT; KeyringError NOT_GRANTED, SEAL_BROKEN */
export function keptReport({ ring, setup, store }: OpenTable): KeptReport {
  const kept = store.keptReport();
  if (kept === undefined)
    throw new KoppelError("NO_REPORT", "no report was kept in this link table", {
      file: store.location,
      hint: "An operator keeps one with `koppel report --keep`.",
    });
  const text = Buffer.from(unseal(ring.sharedKey("figures", "report"), kept.sealed, placeIn(setup.table))).toString();
  return { at: kept.at, report: JSON.parse(text) as unknown };
}

function placeIn(table: string): string {
  return `${table}|report`;
}
