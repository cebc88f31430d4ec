import { defineVerb } from "../command.ts";
import { panelText } from "../panel-text.ts";
import { tableOptions, withTable } from "../table-options.ts";

/** `koppel quality`: how good the links are, without the truth. */
export const quality = defineVerb({
  name: "quality",
  summary: "Estimate false and missed links without a truth",
  options: tableOptions,
  example: "koppel quality",
  async run({ values, job }) {
    const result = await withTable(values, job.signal, (table) => table.quality(job));
    return { result, text: panelText(result) };
  },
});
