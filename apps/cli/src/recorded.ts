import { existsSync } from "node:fs";

import type { LinkTable, RegistryFile } from "@koppel/core";
import type { KeyRing } from "@koppel/keyring";

import type { Values } from "./command.ts";
import { counted, duration } from "./figures.ts";
import { homePath, openRing, tablePath, withTable, type ringOptions } from "./table-options.ts";
import { textTable } from "./text-table.ts";
import { paragraph } from "./wrap.ts";

/** The link table in which carried files are recorded. */
export const recordOption = {
  table: { ...tablePath, help: "the link table, in which it is recorded where there is one" },
} as const;

/** Files that were carried, and the link table that knows of it, or null. */
export interface Recorded {
  readonly files: readonly RegistryFile[];
  readonly recordedIn: string | null;
}

/** Carries files of a registry, and records that in the link table if there is one. */
export async function carryRecorded(
  values: Values<typeof recordOption & typeof ringOptions>,
  signal: AbortSignal,
  carry: (ring: KeyRing) => Promise<readonly RegistryFile[]>,
): Promise<Recorded> {
  const path = homePath(values.table);
  const run = async (ring: KeyRing, table: LinkTable | undefined): Promise<Recorded> => {
    const files = await carry(ring);
    for (const file of files) table?.recordCarrying(file);
    return { files, recordedIn: table === undefined ? null : path };
  };
  if (!existsSync(path)) return run(await openRing(values, signal), undefined);
  return withTable(values, signal, (table, ring) => run(ring, table));
}

/** What became of the files, for people: a line for each, and whether the table knows. */
export function recordedText({ files, recordedIn }: Recorded): string {
  const rows = files.map(({ output, records, values, from, to, resumedAt, seconds }) => [
    output,
    counted(records, "record"),
    counted(values, "pseudonym"),
    from === null ? `to version ${to}` : `from version ${from} to ${to}`,
    `${duration(seconds)}${resumedAt > 0 ? ", taken up again" : ""}`,
  ]);
  const note =
    recordedIn === null
      ? "Not recorded, for there is no link table here (--table): an old key version will count as still needed."
      : `Recorded in ${recordedIn}.`;
  return `${textTable(rows)}\n\n${paragraph(note)}`;
}
