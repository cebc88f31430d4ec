import { defineVerb } from "../command.ts";
import { purposeSetting } from "../purpose-setting.ts";
import { tableOptions, withTable } from "../table-options.ts";
import { textTable } from "../text-table.ts";

/** `koppel purpose set`: recorded in the table. */
export const purposeSet = defineVerb({
  name: "purpose set",
  summary: "Say what a pseudonym type may be used for (recorded)",
  operands: { name: "TYPE=PURPOSE", least: 1, most: Infinity },
  options: tableOptions,
  example: "koppel purpose set C=individual",
  async run({ values, operands, job }) {
    const settings = operands.map(purposeSetting);
    const result = await withTable(values, job.signal, (table) => {
      for (const [type, purpose] of settings) table.setPurpose(type, purpose);
      return table.purposes();
    });
    return { result, text: textTable(Object.entries(result), ["type", "purpose"]) };
  },
});

/** `koppel purpose list`. */
export const purposeList = defineVerb({
  name: "purpose list",
  summary: "Show what each pseudonym type is used for",
  options: tableOptions,
  example: "koppel purpose list",
  async run({ values, job }) {
    const result = await withTable(values, job.signal, (table) => table.purposes());
    const text = `${textTable(Object.entries(result), ["type", "purpose"])}

individual:  may carry a link
corroborate: strengthens or weakens one, never carries it
report:      for counts only`;
    return { result, text };
  },
});
