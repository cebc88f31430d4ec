import { defineVerb } from "../command.ts";
import { tableOptions, withTable } from "../table-options.ts";
import { textTable } from "../text-table.ts";

/** `koppel provider add`: providers that may deliver. */
export const providerAdd = defineVerb({
  name: "provider add",
  summary: "Allow providers (hospitals) to deliver",
  operands: { name: "NAME", least: 1, most: Infinity },
  options: tableOptions,
  example: "koppel provider add H01 H02",
  async run({ values, operands, job }) {
    await withTable(values, job.signal, (table) => operands.forEach((name) => table.addProvider(name)));
    const result = operands.map((name) => ({ name }));
    return { result, text: `Added ${operands.join(", ")}.` };
  },
});

/** `koppel provider list`. */
export const providerList = defineVerb({
  name: "provider list",
  summary: "List the providers that may deliver",
  options: tableOptions,
  example: "koppel provider list",
  async run({ values, job }) {
    const result = await withTable(values, job.signal, (table) => table.providers());
    const rows = result.map(({ name }) => [name]);
    return { result, text: textTable(rows, ["provider"]) };
  },
});
