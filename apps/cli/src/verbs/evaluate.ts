import { defineVerb } from "../command.ts";
import { evaluationText } from "../evaluation-text.ts";
import { tableOptions, withTable } from "../table-options.ts";

/** `koppel evaluate`: the table against the truth. */
export const evaluate = defineVerb({
  name: "evaluate",
  summary: "Measure the links against a truth file",
  options: {
    ...tableOptions,
    truth: { type: "text", value: "FILE", required: true, help: "CSV of provider, record_id, person" },
  },
  example: "koppel evaluate --truth synth/truth.csv",
  async run({ values, job }) {
    const result = await withTable(values, job.signal, (table) => table.evaluate(values.truth, job));
    return { result, text: evaluationText(result) };
  },
});
