import { defineVerb } from "../command.ts";
import { decisionText } from "../decision-text.ts";
import { tableOptions, withTable } from "../table-options.ts";

/** `koppel decisions`: what people decided, those taken back included. */
export const decisions = defineVerb({
  name: "decisions",
  summary: "List what people decided, and what was taken back",
  options: tableOptions,
  example: "koppel decisions",
  async run({ values, job }) {
    const result = await withTable(values, job.signal, (table) => table.decisions());
    const text = result.length === 0 ? "Nothing has been decided." : result.map(decisionText).join("\n\n");
    return { result, text };
  },
});
