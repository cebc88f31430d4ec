import { defineVerb } from "../command.ts";
import { decisionText } from "../decision-text.ts";
import { reasonOption } from "../reason-option.ts";
import { tableOptions, withTable } from "../table-options.ts";
import { UsageError } from "../usage-error.ts";

/** `koppel undo`: takes a decision back. */
export const undo = defineVerb({
  name: "undo",
  summary: "Take a decision back, as if it had never been made",
  operands: { name: "DECISION", least: 1, most: 1 },
  options: { ...tableOptions, ...reasonOption },
  example: 'koppel undo 3 --reason "the wrong case"',
  run({ values, operands, job }) {
    const [id] = operands;
    if (!/^\d+$/.test(id!)) throw new UsageError("undo: this is no number of a decision", "As in koppel undo 3.");
    return withTable(values, job.signal, async (table) => {
      const result = await table.undo(Number(id), values.reason, job);
      return { result, text: decisionText(result) };
    });
  },
});
