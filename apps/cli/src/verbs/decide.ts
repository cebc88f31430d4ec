import { defineVerb } from "../command.ts";
import { decisionText } from "../decision-text.ts";
import { recordName } from "../record-name.ts";
import { reasonOption } from "../reason-option.ts";
import { tableOptions, withTable } from "../table-options.ts";
import { UsageError } from "../usage-error.ts";

/** `koppel decide`: what a case, or records, are: one person or different people. */
export const decide = defineVerb({
  name: "decide",
  summary: "Decide that a case or records are one person, or several",
  operands: { name: "CASE|REGISTRY:PROVIDER:RECORD... same|different", least: 2, most: 100 },
  options: { ...tableOptions, ...reasonOption },
  example: 'koppel decide 14 different --reason "H02 confirms twins"',
  run({ values, operands, job }) {
    const verdict = operands.at(-1);
    const named = operands.slice(0, -1);
    if (verdict !== "same" && verdict !== "different")
      throw new UsageError("decide: the last word is neither same nor different", "As in koppel decide 14 same.");
    const single = named.length === 1 && /^#?\d+$/.test(named[0]!);
    const subject = single ? Number(named[0]!.replace("#", "")) : named.map(recordName);
    return withTable(values, job.signal, async (table) => {
      const result = await table.decide(subject, verdict, values.reason, job);
      return { result, text: decisionText(result) };
    });
  },
});
