import { z } from "zod";

import { KoppelError } from "../errors.ts";
import type { EnquiryManifest } from "./enquiry-file.ts";
import { signedFields } from "../files/signed-manifest.ts";
import { readSheet } from "./sheet.ts";
import { readSigned, writeSigned, type SignedFile } from "./signed-file.ts";
import { ANSWERS, type Answer } from "./topic.ts";

const FORMAT = "koppel-answers";

const answersSchema = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(1),
  enquiry: z.uuid(),
  /** SHA-256 of the enquiry that was answered. */
  enquirySha256: signedFields.sha256,
  provider: z.string().min(1).max(200),
  answers: z.int().min(1),
  ...signedFields,
});

/** What the manifest of answers says. */
export type AnswersManifest = z.infer<typeof answersSchema>;

/** What a hospital says to one question. */
export interface GivenAnswer {
  readonly question: string;
  readonly answer: Answer;
}

const COLUMNS = ["question_id", "answer"] as const;

/** Writes answers, signed by the hospital. @param seed 32 bytes; @throws KoppelError FILE_EXISTS, OUTPUT_UNWRITABLE */
export function writeAnswers(
  path: string,
  { enquiry, sha256, provider }: EnquiryManifest,
  answers: readonly GivenAnswer[],
  seed: Uint8Array,
): Promise<AnswersManifest> {
  const label = {
    format: FORMAT,
    version: 1,
    enquiry,
    enquirySha256: sha256,
    provider,
    answers: answers.length,
  } as const;
  const rows = answers.map(({ question, answer }) => [question, answer]).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return writeSigned(path, [COLUMNS, ...rows], label, seed);
}

/** Reads answers; who signed them is still to be checked. @throws KoppelError FILE_UNREADABLE, MANIFEST_MISSING, MANIFEST_INVALID, FILE_ALTERED */
export function readAnswers(path: string): SignedFile<AnswersManifest> {
  return readSigned(path, answersSchema);
}

/** The answers of a file whose signature holds. @throws KoppelError BAD_CSV, MISSING_COLUMN, BAD_ANSWER, DUPLICATE_QUESTION */
export function answersIn({ path, bytes }: SignedFile<AnswersManifest>): GivenAnswer[] {
  const seen = new Set<string>();
  return readSheet(path, bytes, COLUMNS).map(({ line, fields }) => {
    const answer = ANSWERS.find((known) => known === fields.answer);
    if (answer === undefined) throw new KoppelError("BAD_ANSWER", "no answer that there is", { file: path, line });
    checkOnce(seen, fields.question_id, path, line);
    return { question: fields.question_id, answer };
  });
}

/** Refuses a question that was seen before. @throws KoppelError DUPLICATE_QUESTION */
export function checkOnce(seen: Set<string>, question: string, file: string, line: number): void {
  if (seen.has(question))
    throw new KoppelError("DUPLICATE_QUESTION", "a question that is answered twice", {
      file,
      line,
      hint: "Keep one row for each question.",
    });
  seen.add(question);
}
