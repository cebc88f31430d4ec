import type { TableStatus } from "@koppel/core";

import { defineVerb } from "../command.ts";
import { count, counted } from "../figures.ts";
import { methodWords } from "../model/model-name.ts";
import { tableOptions, withTable } from "../table-options.ts";
import { paragraph } from "../wrap.ts";
import { textTable } from "../text-table.ts";

/** `koppel status`. */
export const status = defineVerb({
  name: "status",
  summary: "Show what is in the link table",
  options: tableOptions,
  example: "koppel status",
  async run({ values, job }) {
    const result = await withTable(values, job.signal, (table) => table.status());
    return { result, text: statusText(result) };
  },
});

function statusText(status: TableStatus): string {
  const facts = textTable([
    ["records", count(status.records)],
    ["local patients", count(status.localPatients)],
    ["persons", count(status.persons)],
    ["open cases", count(status.cases.open)],
    ["decided cases", count(status.cases.decided)],
    ["deliveries", `${count(status.deliveries)} in ${counted(status.runs, "run")}`],
    ["model", status.model],
    ["its shares", methodWords[status.method]],
    ...(status.linkedUnder === status.model
      ? []
      : [["links stand under", `${status.linkedUnder}, until koppel relink`]]),
  ]);
  const registries = status.registries.map(({ name, deliveries, records, types }) => [
    name,
    deliveries,
    records,
    types.join(" "),
  ]);
  const providers = status.providers.map(({ name, deliveries, records }) => [name, deliveries, records]);
  const purposes = Object.entries(status.purposes).map(([type, purpose]) => [type, purpose]);
  return `Link table ${status.table}

${facts}

Fingerprint of who is who (whatever the order of deliveries, keys and threads):
  ${status.fingerprint}

${textTable(registries, ["registry", "deliveries", "records", "types"])}

${textTable(providers, ["provider", "deliveries", "records"])}

${textTable(purposes, ["type", "purpose"])}${termText(status)}`;
}

/** What has no term yet. */
function termText({ withoutTerm }: TableStatus): string {
  return withoutTerm.length === 0
    ? ""
    : `\n\n${paragraph(`No term yet (koppel retention set): ${withoutTerm.join(", ")}`)}`;
}
