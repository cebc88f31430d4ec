import { defineVerb } from "../command.ts";
import { modelName } from "../model/model-name.ts";
import { relinkingText } from "../relinking-text.ts";
import { tableOptions, threadsOption, withTable } from "../table-options.ts";

/** `koppel relink`: everything again from the evidence. */
export const relink = defineVerb({
  name: "relink",
  summary: "Link everything again and tell what that changes",
  options: {
    ...tableOptions,
    "dry-run": { type: "flag", help: "say what would change, and change nothing" },
    ...threadsOption,
  },
  example: "koppel relink --dry-run",
  async run({ values, job }) {
    const options = values["dry-run"] ? ({ ...job, dryRun: true } as const) : job;
    const result = await withTable(values, job.signal, (table) => table.relink(options));
    const { dryRun, model, method } = result;
    const head = dryRun ? "Nothing is kept: this is what relinking would do." : "Linked again.";
    return { result, text: `${head}\nModel ${modelName(model, method)}:\n${relinkingText(result)}` };
  },
});
