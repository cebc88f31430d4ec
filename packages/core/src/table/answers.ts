import { createHash } from "node:crypto";

import { answersIn, readAnswers, type AnswersManifest, type GivenAnswer } from "../enquiry/answer-file.ts";
import { checkSigned, type SignedFile } from "../enquiry/signed-file.ts";
import type { Answer, Topic } from "../enquiry/topic.ts";
import { KoppelError } from "../errors.ts";
import { smallFile } from "../files/small-file.ts";
import { contradicted } from "../linking/decisions.ts";
import type { EnquiryRow, QuestionRow } from "../store/enquiry-store.ts";
import type { DecisionRow } from "../store/link-store.ts";
import { answerKeysOf } from "./answer-keys.ts";
import { openCases } from "./cases.ts";
import { changeDecisions, nextDecision } from "./decisions.ts";
import type { OpenTable } from "./open-table.ts";
import { prepareRun, type RunOptions } from "./run.ts";
import { rulingOf, standingDecisions } from "./verdicts.ts";

/**
 * What an answer does. `decided`: it settles whether two patients are one; `told`: it stands with the case, for the reviewer; `unknown`:
 * nothing. Not used are answers to a question that was `answered-before`, whose `case-closed` in the meantime, whose patient was `erased`,
 * or that `contradicts` decisions that stand.
 */
export type AnswerEffect =
  | "decided"
  | "told"
  | "unknown"
  | "answered-before"
  | "case-closed"
  | "erased"
  | "contradicts";

/** An answer and what it did. */
export interface TakenAnswer {
  readonly question: string;
  readonly case: number;
  readonly topic: Topic;
  readonly answer: Answer;
  readonly effect: AnswerEffect;
  readonly decision: number | null;
}

/** Answers that were taken, or with a dry run would be. */
export interface TakenAnswers {
  readonly run: number;
  readonly dryRun: boolean;
  readonly enquiry: number;
  readonly provider: string;
  readonly answers: readonly TakenAnswer[];
}

interface Weighed {
  readonly taken: TakenAnswer;
  readonly row: DecisionRow | null;
}

/**
 * Takes a provider's answers, all in one run or none. Only whether two numbers are one patient is decided by an answer; what else it says
 * stands with the case. A file that is refused is recorded too.
 *
 * @throws KoppelError FILE_UNREADABLE, MANIFEST_MISSING, MANIFEST_INVALID, FILE_ALTERED, UNKNOWN_ENQUIRY, NO_ANSWER_KEY, UNKNOWN_QUESTION,
 *   DUPLICATE_QUESTION, ALREADY_ANSWERED, ANSWERS_CONTRADICT
 */
export async function takeAnswers(table: OpenTable, path: string, options: RunOptions): Promise<TakenAnswers> {
  const { store } = table;
  const run = prepareRun(table, "answer");
  const bytes = smallFile(path);
  const brought = { sha256: createHash("sha256").update(bytes).digest("hex"), at: new Date().toISOString() };
  let enquiry: EnquiryRow | undefined;
  let weighed: Weighed[];
  try {
    const file = readAnswers(path);
    enquiry = store.enquiries.enquiries().find(({ token }) => token === file.manifest.enquiry);
    weighed = weigh(table, checkedAnswers(table, file, enquiry), enquiry!, run.id);
  } catch (error) {
    const refused = { ...brought, enquiry: enquiry?.id ?? null, run: null };
    if (error instanceof KoppelError && !options.dryRun)
      table.writing({ action: "enquiry.refuse", detail: { sha256: brought.sha256, code: error.code } }, () =>
        store.enquiries.addAnswerFile({ ...refused, refused: error.code }),
      );
    throw error;
  }
  const { id, provider } = enquiry!;
  const rows = weighed.flatMap(({ row }) => row ?? []);
  const change = (): TakenAnswers => {
    for (const row of rows) {
      store.addDecision(row);
      store.setCaseState(row.case!, "decided");
    }
    for (const { taken } of weighed)
      if (taken.effect !== "answered-before")
        store.enquiries.answer(taken.question, taken.answer, run.id, taken.decision);
    store.enquiries.addAnswerFile({ ...brought, enquiry: id, run: run.id, refused: null });
    return {
      run: run.id,
      dryRun: options.dryRun ?? false,
      enquiry: id,
      provider: store.providers().find((row) => row.id === provider)!.name,
      answers: weighed.map(({ taken }) => taken),
    };
  };
  const standing = standingDecisions(store);
  return changeDecisions(table, run, options, [...standing, ...rows], rows, change, ({ answers, ...told }) => ({
    enquiry: told.enquiry,
    answers: answers.length,
    decisions: rows.map(({ id }) => id),
  }));
}

/** The answers of a file that its provider signed, to an enquiry of this table. */
function checkedAnswers(
  { store }: OpenTable,
  file: SignedFile<AnswersManifest>,
  enquiry: EnquiryRow | undefined,
): readonly (GivenAnswer & { row: QuestionRow })[] {
  const { path, manifest } = file;
  const asked = store.providers().find(({ id }) => id === enquiry?.provider)?.name;
  if (enquiry === undefined || asked !== manifest.provider || enquiry.sha256 !== manifest.enquirySha256)
    throw new KoppelError("UNKNOWN_ENQUIRY", "this link table did not make the enquiry that these are answers to", {
      file: path,
      hint: "`koppel enquiry list` shows those that it made.",
    });
  const keys = answerKeysOf(store, asked);
  if (keys.length === 0)
    throw new KoppelError("NO_ANSWER_KEY", `no key of ${asked} is known that its answers could be checked with`, {
      file: path,
      hint: "It comes with a delivery that has reversible numbers.",
    });
  checkSigned(file, keys);
  const questions = new Map(store.enquiries.questions().map((row) => [row.id, row]));
  const given = answersIn(file).map((each) => ({ ...each, row: questions.get(each.question)! }));
  if (given.some(({ row }) => row?.enquiry !== enquiry.id))
    throw new KoppelError("UNKNOWN_QUESTION", "an answer to a question that the enquiry did not ask", { file: path });
  if (given.every(({ row }) => row.answer !== null))
    throw new KoppelError("ALREADY_ANSWERED", "all these questions were answered before", {
      file: path,
      hint: "An answer counts once; to ask again, make a new enquiry about the case.",
    });
  return given;
}

/** What each answer does, given the decisions that stand and those that the answers before it make. */
function weigh(
  { store }: OpenTable,
  given: readonly (GivenAnswer & { row: QuestionRow })[],
  { id: enquiry, provider }: EnquiryRow,
  run: number,
): Weighed[] {
  const open = new Set(openCases(store).map(({ id }) => id));
  const by = `provider ${store.providers().find(({ id }) => id === provider)!.name}`;
  const at = new Date().toISOString();
  const standing = standingDecisions(store).map(rulingOf);
  const added: DecisionRow[] = [];
  let id = nextDecision(store);
  return given.map(({ question, answer, row: { case: asked, topic, patients, answer: before } }) => {
    const told = (effect: AnswerEffect): Weighed => ({
      taken: { question, case: asked, topic, answer, effect, decision: null },
      row: null,
    });
    if (before !== null) return told("answered-before");
    if (!open.has(asked)) return told("case-closed");
    if (patients.length < (topic === "same-patient" ? 2 : 1)) return told("erased");
    if (answer === "unknown") return told("unknown");
    if (topic !== "same-patient") return told("told");
    const verdict = answer === "yes" ? ("same" as const) : ("different" as const);
    const reason = `${by} answered: ${answer === "yes" ? "same patient" : "not the same patient"} (enquiry ${enquiry})`;
    const parts = patients.map((patient) => [patient]);
    const row = { id, verdict, parts, case: asked, run, by, reason, at, undone: null };
    if (contradicted(standing, rulingOf(row)).length > 0) return told("contradicts");
    if (contradicted([...standing, ...added.map(rulingOf)], rulingOf(row)).length > 0)
      throw new KoppelError("ANSWERS_CONTRADICT", `the answers about case ${asked} contradict each other`, {
        hint: "Nothing was taken: ask the provider to look at them again.",
      });
    added.push(row);
    id++;
    return { taken: { question, case: asked, topic, answer, effect: "decided", decision: row.id }, row };
  });
}
