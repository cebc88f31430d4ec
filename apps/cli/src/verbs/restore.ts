import { existsSync } from "node:fs";

import { LinkTable, readCheckpoint, type KeyUse } from "@koppel/core";
import type { KeyRing } from "@koppel/keyring";

import { defineVerb } from "../command.ts";
import { count } from "../figures.ts";
import { refuseBeside } from "../keys-apart.ts";
import { homePath, openRing, tableOptions } from "../table-options.ts";

/** `koppel restore table`: exit code 1 where the trail that came back ends before a checkpoint of it. */
export const restoreTable = defineVerb({
  name: "restore table",
  summary: "Put a backup of the link table where there is none",
  operands: { name: "FILE", least: 1, most: 1 },
  options: {
    checkpoint: { type: "text", value: "FILE", help: "where the trail was known to be (koppel audit checkpoint)" },
    ...tableOptions,
  },
  example: "koppel restore table backup/table/monday.db --table restored/koppel.db",
  async run({ values, operands, job }) {
    const [from] = operands as [string];
    const path = homePath(values.table);
    refuseBeside("table", path, homePath(values.keys));
    const checkpoint = values.checkpoint === undefined ? undefined : readCheckpoint(values.checkpoint);
    const ring = await openRing(values, job.signal);
    const result = await LinkTable.restore({ from, path, ring, checkpoint });
    const { backup, fault } = result;
    const head = `${path}: the link table as of ${backup.made}, event ${count(backup.head.id)} of its trail.`;
    const later =
      fault === null
        ? `What was done after that is not in it${checkpoint === undefined ? "; a checkpoint (--checkpoint) tells whether anything was" : ""}.`
        : `It is not all that there was: ${fault}.\nWhat came after must be done again: deliveries linked, decisions made.`;
    return { result, ok: fault === null, text: `${head}\n${later}\n\nNext: koppel verify` };
  },
});

/** `koppel restore keys`: exit code 1 where the link table needs key versions that this copy does not have. */
export const restoreKeys = defineVerb({
  name: "restore keys",
  summary: "Put a backup of the key ring where there is none",
  operands: { name: "FILE", least: 1, most: 1 },
  options: tableOptions,
  example: "koppel restore keys backup/keys/monday.json --keys restored-keys/keys.json",
  async run({ values, operands, job }) {
    const [from] = operands as [string];
    const path = homePath(values.keys);
    const table = homePath(values.table);
    refuseBeside("keys", path, table);
    const ring = await openRing({ ...values, keys: from }, job.signal);
    const isOfTable = ring.domains().some(({ kind }) => kind === "seal");
    const compared = isOfTable && existsSync(table);
    const missing = compared ? await restoreBeside(table, ring, path) : [];
    if (!compared) ring.copyTo(path);
    const result = { ring: ring.id, compared, missing };
    return { result, ok: missing.length === 0, text: `${path}: key ring ${ring.id}\n\n${comparison(result, table)}` };
  },
});

/** Puts the ring back with an event in the trail of its table. @returns the versions that the table needs and the ring lacks */
async function restoreBeside(path: string, ring: KeyRing, keys: string): Promise<KeyUse[]> {
  const table = LinkTable.open({ path, ring, threads: 1 });
  try {
    table.keys.restore(keys);
    const has = ({ domain, version }: KeyUse): boolean =>
      ring.domain(domain).versions.some((each) => each.version === version && each.state !== "destroyed");
    return table.keys.uses().filter((each) => !has(each));
  } finally {
    await table.close();
  }
}

function comparison(
  { compared, missing }: { readonly compared: boolean; readonly missing: readonly KeyUse[] },
  table: string,
): string {
  if (!compared) return `There is no link table at ${table} to compare it with.\nNext: koppel restore table`;
  if (missing.length === 0) return `The link table at ${table} opens with it.\nNext: koppel verify`;
  const lacking = missing.map(({ domain, version, needs }) => `  version ${version} of ${domain}: ${needs.join(", ")}`);
  return `This copy is older than the link table at ${table}. It lacks
${lacking.join("\n")}
What is under these cannot be read without a newer copy of the ring.`;
}
