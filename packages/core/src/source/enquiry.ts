import type { KeyRing } from "@koppel/keyring";

import { checkOnce, writeAnswers, type AnswersManifest, type GivenAnswer } from "../enquiry/answer-file.ts";
import { readEnquiry, type EnquiryManifest, type SentQuestion } from "../enquiry/enquiry-file.ts";
import { readSheet } from "../enquiry/sheet.ts";
import { answerOf, TOPIC_TEXTS } from "../enquiry/topic.ts";
import { KoppelError } from "../errors.ts";
import { csvText } from "../files/csv-text.ts";
import { writePrivate } from "../files/new-file.ts";
import { smallFile } from "../files/small-file.ts";
import { answerSeed, ReversibleNumbers } from "./reversible-numbers.ts";

/** An enquiry at the hospital that it is for, and what opens it. */
export interface EnquiryOptions {
  /** The enquiry's file; its manifest lies beside it. */
  readonly enquiry: string;
  /** The hospital's own key ring. */
  readonly ring: KeyRing;
  /** Public key of the TTP, 64 hex digits; by default the one in the manifest. */
  readonly signedBy?: string | undefined;
  /** The file to write. */
  readonly output: string;
}

/**
 * Opens an enquiry at the hospital: the numbers in clear, a question and an empty field for the answer on each row. The worksheet stays
 * there (R28).
 *
 * @throws KoppelError what `readEnquiry` throws, WRONG_REVERSIBLE_KEY, FILE_EXISTS, OUTPUT_UNWRITABLE; KeyringError for an unusable key
 */
export function openEnquiry({ enquiry, ring, signedBy, output }: EnquiryOptions): EnquiryManifest {
  const { manifest, questions } = readEnquiry(enquiry, signedBy);
  const numbers = openNumbers(enquiry, manifest, questions, ring);
  const rows = questions.map(({ id, topic }, i) => {
    const [a, b = ""] = numbers[i];
    return [id, TOPIC_TEXTS[topic], a, b, ""];
  });
  const header = ["question_id", "question", "number_a", "number_b", "answer"];
  // As Dutch spreadsheets read it: with a byte order mark and semicolons.
  writePrivate(output, `\uFEFF${csvText([header, ...rows], ";")}`);
  return manifest;
}

/**
 * Makes the answers to an enquiry from the worksheet that was filled in: question and answer, no numbers, signed with the hospital's key.
 * Questions without an answer are left out.
 *
 * @throws KoppelError as `openEnquiry`, BAD_CSV, MISSING_COLUMN, UNKNOWN_QUESTION, DUPLICATE_QUESTION, BAD_ANSWER, NO_ANSWERS
 */
export async function answerEnquiry({
  worksheet,
  ...options
}: EnquiryOptions & { readonly worksheet: string }): Promise<AnswersManifest> {
  const { enquiry, ring, signedBy, output } = options;
  const { manifest, questions } = readEnquiry(enquiry, signedBy);
  openNumbers(enquiry, manifest, questions, ring);
  const answers = answersOf(worksheet, new Set(questions.map(({ id }) => id)));
  return writeAnswers(output, manifest, answers, answerSeed(ring));
}

function openNumbers(
  file: string,
  { provider }: EnquiryManifest,
  questions: readonly SentQuestion[],
  ring: KeyRing,
): string[][] {
  const registries = new Map<string, ReversibleNumbers>();
  const open = (registry: string, sealed: string): string => {
    const numbers = registries.get(registry) ?? new ReversibleNumbers(ring, provider, registry);
    registries.set(registry, numbers);
    return numbers.open(sealed);
  };
  try {
    return questions.map(({ numbers }) => numbers.map(({ registry, sealed }) => open(registry, sealed)));
  } catch (error) {
    if (!(error instanceof KoppelError)) throw error;
    throw new KoppelError(error.code, `the enquiry is for ${provider}, and its numbers do not open with this key`, {
      file,
      hint: error.hint,
    });
  }
}

function answersOf(file: string, known: ReadonlySet<string>): GivenAnswer[] {
  const seen = new Set<string>();
  const answers = readSheet(file, smallFile(file), ["question_id", "answer"]).flatMap(({ line, fields }) => {
    if (!known.has(fields.question_id))
      throw new KoppelError("UNKNOWN_QUESTION", "a question that the enquiry does not ask", {
        file,
        line,
        hint: "Leave the column question_id as it is, and name the enquiry that this worksheet was made of.",
      });
    checkOnce(seen, fields.question_id, file, line);
    if (fields.answer === "") return [];
    const answer = answerOf(fields.answer);
    if (answer === undefined)
      throw new KoppelError("BAD_ANSWER", "this is no answer", {
        file,
        line,
        hint: "Answer ja, nee or onbekend (yes, no, unknown), or leave the field empty.",
      });
    return [{ question: fields.question_id, answer }];
  });
  if (answers.length === 0)
    throw new KoppelError("NO_ANSWERS", "no question is answered", {
      file,
      hint: "Fill in the column answer: ja, nee or onbekend.",
    });
  return answers;
}
