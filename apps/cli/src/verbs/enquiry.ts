import type { EnquirySummary, TakenAnswers } from "@koppel/core";

import { defineVerb } from "../command.ts";
import { counted } from "../figures.ts";
import { tableOptions, withTable } from "../table-options.ts";
import { textTable } from "../text-table.ts";
import { askedText } from "../topic-words.ts";
import { UsageError } from "../usage-error.ts";

/** `koppel enquiry make`: asks a provider about its own patients in open cases. */
export const enquiryMake = defineVerb({
  name: "enquiry make",
  summary: "Ask a provider about its own patients in open cases",
  options: {
    ...tableOptions,
    provider: { type: "text", value: "NAME", required: true, help: "the provider to be asked" },
    case: { type: "texts", value: "N", help: "a case to ask about, also again (default all, as far as not asked)" },
    out: { type: "text", value: "FILE", required: true, help: "the enquiry, which goes to the provider" },
  },
  example: "koppel enquiry make --provider H01 --out H01.enquiry.csv",
  async run({ values, job }) {
    const { provider, out: path } = values;
    const cases = values.case.map(caseNumber);
    const request = { provider, path, cases: cases.length === 0 ? undefined : cases };
    const result = await withTable(values, job.signal, (table) => table.enquire(request));
    const { enquiry, questions, withoutNumber, signer } = result;
    const without = `${counted(withoutNumber, "patient")} cannot be asked about: no reversible number came with them.\n`;
    return {
      result,
      text: `${path}: enquiry ${enquiry}, ${counted(questions, "question")} about ${counted(result.cases.length, "case")}.
${withoutNumber === 0 ? "" : without}
Send it to ${provider} with its manifest. It is signed with the key
  ${signer.key}
which the provider should know from elsewhere than the enquiry.`,
    };
  },
});

/** `koppel enquiry list`. */
export const enquiryList = defineVerb({
  name: "enquiry list",
  summary: "List the enquiries that were made, and what came back",
  options: tableOptions,
  example: "koppel enquiry list",
  async run({ values, job }) {
    const result = await withTable(values, job.signal, (table) => table.enquiries());
    return { result, text: result.length === 0 ? "Nothing has been asked." : listText(result) };
  },
});

/** `koppel enquiry take`: a provider's answers. */
export const enquiryTake = defineVerb({
  name: "enquiry take",
  summary: "Take a provider's answers, and decide what they settle",
  operands: { name: "ANSWERS", least: 1, most: 1 },
  options: {
    ...tableOptions,
    "dry-run": { type: "flag", help: "say what would happen, and change nothing" },
  },
  example: "koppel enquiry take H01.answers.csv",
  async run({ values, operands, job }) {
    const options = { ...job, dryRun: values["dry-run"] };
    const result = await withTable(values, job.signal, (table) => table.takeAnswers(operands[0]!, options));
    return { result, text: takenText(result) };
  },
});

function caseNumber(text: string): number {
  if (!/^#?\d+$/.test(text)) throw new UsageError("enquiry make: this is no number of a case", "As in --case 14.");
  return Number(text.replace("#", ""));
}

function listText(all: readonly EnquirySummary[]): string {
  const rows = all.map(({ enquiry, provider, at, questions, answered, decisions, refused }) => [
    enquiry,
    provider,
    at.slice(0, 10),
    questions,
    answered,
    decisions.join(" "),
    refused.map(({ code }) => code).join(" "),
  ]);
  return textTable(rows, ["enquiry", "provider", "made", "questions", "answered", "decisions", "refused"]);
}

function takenText({ run, dryRun, enquiry, provider, answers }: TakenAnswers): string {
  const rows = answers.map(({ case: asked, topic, answer, effect, decision }) => [
    `#${asked}`,
    askedText({ topic, answer }),
    EFFECTS[effect] + (decision === null ? "" : ` ${decision}`),
  ]);
  const heading = dryRun ? "Dry run: nothing was changed." : `Run ${run} is in the table.`;
  return `${heading}
${counted(answers.length, "answer")} of ${provider} to enquiry ${enquiry}:

${textTable(rows, ["case", "question", "what it does"])}`;
}

const EFFECTS: Readonly<Record<TakenAnswers["answers"][number]["effect"], string>> = {
  decided: "decision",
  told: "stands with the case",
  unknown: "nothing",
  "answered-before": "not used: answered before",
  "case-closed": "not used: the case is closed",
  erased: "not used: the patient was erased",
  contradicts: "not used: contradicts a decision",
};
