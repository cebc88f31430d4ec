import type { Evaluation } from "@koppel/core";

import { shortClass } from "../class-words.ts";
import { defineVerb } from "../command.ts";
import { count, counted, duration, percent } from "../figures.ts";
import { qualityTable } from "../quality-table.ts";
import { tableOptions, withTable } from "../table-options.ts";
import { textTable } from "../text-table.ts";

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

function evaluationText(evaluation: Evaluation): string {
  const { records, unknownRecords, absentRecords, pairs, cases, byClass, seconds } = evaluation;
  const classes = byClass.map(({ class: name, pairs, correct }) => [
    shortClass(name),
    pairs,
    pairs - correct,
    percent(pairs === 0 ? 1 : correct / pairs),
  ]);
  const facts = textTable([
    ["records compared", count(records)],
    ["records the truth does not name", count(unknownRecords)],
    ["records only in the truth", count(absentRecords)],
    ["pairs of one person, by the truth", count(pairs.true)],
    ["pairs linked", count(pairs.linked)],
    ["of these correct", count(pairs.correct)],
    ["open cases", count(cases)],
  ]);
  return `${counted(records, "record")} against the truth, in ${duration(seconds)}

${facts}

${qualityTable(evaluation)}

${textTable(classes, ["linked pairs by what they share", "pairs", "false", "correct"])}`;
}
