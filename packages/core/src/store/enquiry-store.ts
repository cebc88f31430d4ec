import type { Answer, Topic } from "../enquiry/topic.ts";
import type { DecidedPatient } from "./link-store.ts";

/** An enquiry that was made. */
export interface EnquiryRow {
  readonly id: number;
  /** The name that it has outside. */
  readonly token: string;
  /** Number of the provider that was asked. */
  readonly provider: number;
  readonly at: string;
  /** Of the enquiry's file: 64 hex digits. */
  readonly sha256: string;
}

/** A question of an enquiry, and what became of it. */
export interface QuestionRow {
  /** 32 hex digits. */
  readonly id: string;
  readonly enquiry: number;
  readonly case: number;
  readonly topic: Topic;
  /** The local patients that it is about, in no order; those erased are there no more. */
  readonly patients: readonly DecidedPatient[];
  /** Null as long as there is none. */
  readonly answer: Answer | null;
  /** The run that took the answer. */
  readonly run: number | null;
  /** The decision that followed from it. */
  readonly decision: number | null;
}

/** A file of answers that was brought, taken in a run or refused with a code. */
export interface AnswerFileRow {
  /** Null where the file does not tell of which enquiry it is. */
  readonly enquiry: number | null;
  readonly sha256: string;
  readonly at: string;
  readonly run: number | null;
  readonly refused: string | null;
}

/** What a link table keeps of enquiries to providers. */
export interface EnquiryStore {
  enquiries(): EnquiryRow[];
  /** Adds an enquiry with its questions, not answered yet; returns its number. */
  add(
    enquiry: Omit<EnquiryRow, "id">,
    questions: readonly Pick<QuestionRow, "id" | "case" | "topic" | "patients">[],
  ): number;
  questions(): QuestionRow[];
  answer(question: string, answer: Answer, run: number, decision: number | null): void;
  /** Removes enquiries made before a moment with their questions, and files of answers brought before it; returns how many of both. */
  removeBefore(moment: string): number;
  answerFiles(): AnswerFileRow[];
  addAnswerFile(row: AnswerFileRow): void;
}
