import type { Rekeying } from "@koppel/core";

import { defineVerb } from "../command.ts";
import { counted, duration } from "../figures.ts";
import { tableOptions, threadsOption, withTable } from "../table-options.ts";

/** `koppel keys rekey`: the link table under the primary versions of its keys. */
export const keysRekey = defineVerb({
  name: "keys rekey",
  summary: "Carry the link table to the primary versions of its keys",
  options: { ...tableOptions, ...threadsOption },
  example: "koppel keys rekey",
  async run({ values, job }) {
    const result = await withTable(values, job.signal, (table) => table.rekey(job));
    return { result, text: rekeyingText(result) };
  },
});

function rekeyingText({ run, resumed, link, seal, partitions, statements, deliveries, seconds }: Rekeying): string {
  if (run === null) return `Nothing to carry: all is under link key ${link.to} and seal key ${seal.to}.`;
  const head = `Re-keyed in run ${run}${resumed ? ", going on after a stop" : ""}`;
  const from = seal.from.length === 0 ? "none" : seal.from.join(" and ");
  return `${head}: link key ${link.from} to ${link.to}, seal key ${from} to ${seal.to}.
${counted(statements, "statement")} in ${counted(partitions, "partition")}, ${counted(deliveries, "delivery", "deliveries")}: ${duration(seconds)}.
Nothing is left under other keys.`;
}
