import type { Evaluation } from "@koppel/core";

import { shortClass } from "./class-words.ts";
import { count, counted, duration, percent } from "./figures.ts";
import { qualityTable } from "./quality-table.ts";
import { textTable } from "./text-table.ts";
import { wrap } from "./wrap.ts";

/** An evaluation for people. */
export function evaluationText(evaluation: Evaluation): string {
  const { records, unknownRecords, absentRecords, localPatients, pairs, patients, review, byClass, seconds } =
    evaluation;
  const facts = textTable([
    ["records compared", count(records)],
    ["records the truth does not name", count(unknownRecords)],
    ["records only in the truth", count(absentRecords)],
    ["local patients", count(localPatients)],
  ]);
  const counts = textTable(
    [
      ["of records", pairs] as const,
      ["of patients", patients] as const,
      ["of patients at two hospitals", patients.acrossProviders] as const,
    ].map(([name, { true: all, linked, correct }]) => [name, all, linked, linked - correct, all - correct]),
    ["pairs", "true", "linked", "false", "missed"],
  );
  const answers = review.map(({ kind, same, different, unknown }) => [kind, same, different, unknown]);
  const classes = byClass.map(({ class: name, pairs, correct }) => [
    shortClass(name),
    pairs,
    pairs - correct,
    percent(pairs === 0 ? 1 : correct / pairs),
  ]);
  return `${counted(records, "record")} against the truth, in ${duration(seconds)}

${facts}

${counts}

${qualityTable(evaluation)}

${wrap(oracleText(evaluation), 80).join("\n")}

${textTable(answers, ["open cases", "one person", "different", "unknown"])}

${textTable(classes, ["linked pairs of records by what they share", "pairs", "false", "correct"])}`;
}

/** Where the links stand beside the best that thresholds over pattern classes could do, one sentence. */
function oracleText({ patients: { acrossProviders }, thresholds }: Evaluation): string {
  const { precision, recall, boundRecall } = thresholds.oracleAt;
  return `Of the pairs of patients at two hospitals, a threshold set with the truth known would link ${percent(recall)} at a \
precision of ${percent(precision)} (${percent(boundRecall)} within the purposes of the types); the links reach \
${percent(acrossProviders.recall)} at ${percent(acrossProviders.precision)}.`;
}
