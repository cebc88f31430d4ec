import { answerEnquiry, openEnquiry } from "@koppel/core";
import { KeyRing } from "@koppel/keyring";

import { defineVerb } from "../command.ts";
import { counted } from "../figures.ts";
import { reversibleKeyOptions } from "../reversible-key.ts";
import { secretsOf } from "../secret.ts";
import { homePath } from "../table-options.ts";

/** `koppel enquiry open`: an enquiry with its numbers in clear, at the provider. */
export const enquiryOpen = defineVerb({
  name: "enquiry open",
  summary: "Open an enquiry as a worksheet to fill in",
  operands: { name: "ENQUIRY", least: 1, most: 1 },
  options: {
    ...reversibleKeyOptions,
    out: {
      type: "text",
      value: "FILE",
      required: true,
      help: "the worksheet, with patient numbers: it stays with you",
    },
  },
  example: `koppel enquiry open H01.enquiry.csv \\
  --reversible-key keys/reversible.json --out worksheet.csv`,
  async run({ values, operands, job }) {
    const ring = await KeyRing.open(homePath(values["reversible-key"]), await secretsOf(values, job.signal));
    const { out: output, "signed-by": signedBy } = values;
    const { provider, made, questions, signer } = openEnquiry({ enquiry: operands[0]!, ring, signedBy, output });
    return {
      result: { worksheet: output, provider, made, questions, signer },
      text: `${output}: ${counted(questions, "question")} to ${provider}, made ${made.slice(0, 10)}.
Signed by ${signer.name}, key
  ${signer.key}

Fill in the column answer: ja, nee or onbekend; leave empty what you cannot say.
The worksheet holds patient numbers and stays with you. Then:
  koppel enquiry answer ${output} --enquiry ${operands[0]} ...`,
    };
  },
});

/** `koppel enquiry answer`: what was filled in, without numbers. */
export const enquiryAnswer = defineVerb({
  name: "enquiry answer",
  summary: "Make the answers to an enquiry from its worksheet",
  operands: { name: "WORKSHEET", least: 1, most: 1 },
  options: {
    enquiry: { type: "text", value: "FILE", required: true, help: "the enquiry that the worksheet was made of" },
    ...reversibleKeyOptions,
    out: { type: "text", value: "FILE", required: true, help: "the answers, which go to the TTP" },
  },
  example: `koppel enquiry answer worksheet.csv --enquiry H01.enquiry.csv \\
  --reversible-key keys/reversible.json --out H01.answers.csv`,
  async run({ values, operands, job }) {
    const ring = await KeyRing.open(homePath(values["reversible-key"]), await secretsOf(values, job.signal));
    const { enquiry, out: output, "signed-by": signedBy } = values;
    const { provider, answers } = await answerEnquiry({ worksheet: operands[0]!, enquiry, ring, signedBy, output });
    return {
      result: { file: output, provider, answers },
      text: `${output}: ${counted(answers, "answer")} of ${provider}, without any patient number.
Send it to the TTP with its manifest.`,
    };
  },
});
