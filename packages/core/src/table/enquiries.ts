import { randomBytes, randomUUID } from "node:crypto";
import { rmSync } from "node:fs";

import { writeEnquiry, type EnquiryManifest, type Signer } from "../enquiry/enquiry-file.ts";
import { questionsOf, type AskedPatient, type DraftQuestion } from "../enquiry/questions.ts";
import { KoppelError } from "../errors.ts";
import { manifestPath } from "../files/manifest-path.ts";
import type { ProviderRow } from "../store/link-store.ts";
import { openCases } from "./cases.ts";
import { findMembers } from "./lookup.ts";
import { Names } from "./names.ts";
import type { OpenTable } from "./open-table.ts";

/** Whom to ask about what. */
export interface EnquiryRequest {
  readonly provider: string;
  /** Numbers of open cases, also if they were asked about before; by default all, as far as not asked yet. */
  readonly cases?: readonly number[] | undefined;
  /** The file to write. */
  readonly path: string;
}

/** An enquiry that was made. */
export interface EnquiryMade {
  readonly enquiry: number;
  readonly provider: string;
  readonly questions: number;
  /** Open cases that it asks about. */
  readonly cases: readonly number[];
  /** Patients of the provider that nothing could be asked about, since no reversible number came with them. */
  readonly withoutNumber: number;
  readonly signer: EnquiryManifest["signer"];
}

/** An enquiry and what came back. */
export interface EnquirySummary {
  readonly enquiry: number;
  readonly provider: string;
  readonly at: string;
  readonly questions: number;
  readonly answered: number;
  readonly decisions: readonly number[];
  /** Files of answers to it that were refused: code and time. */
  readonly refused: readonly { readonly code: string; readonly at: string }[];
}

/**
 * Asks one provider about its own patients in open cases: writes the enquiry's file and records what was asked, both or neither.
 *
 * @throws KoppelError UNKNOWN_PROVIDER, CASE_NOT_OPEN, NOTHING_TO_ASK, FILE_EXISTS, OUTPUT_UNWRITABLE, TABLE_BUSY
 */
export async function makeEnquiry(table: OpenTable, request: EnquiryRequest, signer: Signer): Promise<EnquiryMade> {
  const { store } = table;
  const { path } = request;
  const provider = store.providers().find(({ name }) => name === request.provider);
  if (provider === undefined)
    throw new KoppelError("UNKNOWN_PROVIDER", "the link table has no provider of that name", {
      hint: "`koppel provider list` shows them.",
    });
  const { drafts, withoutNumber } = await draftQuestions(table, provider, request.cases);
  if (drafts.length === 0)
    throw new KoppelError("NOTHING_TO_ASK", `there is nothing to ask ${provider.name}`, {
      hint: "Its patients are in no open case, came without reversible numbers, or were asked about before (name the case to ask again).",
    });
  const questions = drafts.map((draft) => ({ ...draft, id: randomBytes(16).toString("hex") }));
  const label = { enquiry: randomUUID(), provider: provider.name, made: new Date().toISOString() };
  const sent = questions.map(({ id, topic, patients }) => ({ id, topic, numbers: patients }));
  const manifest = await writeEnquiry(path, label, sent, signer);
  let enquiry = 0;
  try {
    const row = { token: label.enquiry, provider: provider.id, at: label.made, sha256: manifest.sha256 };
    const event = {
      action: "enquiry.make",
      objects: [{ type: "provider", id: provider.name }],
      detail: { questions: questions.length },
    } as const;
    table.writing(event, () => (enquiry = store.enquiries.add(row, questions)));
  } catch (error) {
    for (const file of [path, manifestPath(path)]) rmSync(file, { force: true });
    throw error;
  }
  const cases = [...new Set(questions.map((question) => question.case))].toSorted((a, b) => a - b);
  return {
    enquiry,
    provider: provider.name,
    questions: questions.length,
    cases,
    withoutNumber,
    signer: manifest.signer,
  };
}

/** All enquiries, oldest first. */
export function enquirySummaries({ store }: OpenTable): EnquirySummary[] {
  const names = new Map(store.providers().map(({ id, name }) => [id, name]));
  const questions = Map.groupBy(store.enquiries.questions(), ({ enquiry }) => enquiry);
  const files = store.enquiries.answerFiles();
  return store.enquiries.enquiries().map(({ id, provider, at }) => {
    const own = questions.get(id) ?? [];
    return {
      enquiry: id,
      provider: names.get(provider)!,
      at,
      questions: own.length,
      answered: own.filter(({ answer }) => answer !== null).length,
      decisions: own.flatMap(({ decision }) => decision ?? []).toSorted((a, b) => a - b),
      refused: files.flatMap((file) =>
        file.enquiry === id && file.refused !== null ? [{ code: file.refused, at: file.at }] : [],
      ),
    };
  });
}

async function draftQuestions(
  table: OpenTable,
  provider: ProviderRow,
  named: readonly number[] | undefined,
): Promise<{ drafts: DraftQuestion[]; withoutNumber: number }> {
  const { store } = table;
  const open = openCases(store);
  const gone = named?.find((id) => !open.some((each) => each.id === id));
  if (gone !== undefined)
    throw new KoppelError("CASE_NOT_OPEN", `there is no open case ${gone}`, { hint: "`koppel cases` lists them." });
  const cases = open.filter(({ id }) => named?.includes(id) ?? true);
  const names = new Names(table);
  const persons = new Set(cases.flatMap((each) => each.persons));
  const numbers = [...persons].flatMap((person) => [person, ...names.bridgedWith(person)]);
  const members = await findMembers(table, numbers, undefined, provider.id);
  const asked = new Set(named === undefined ? store.enquiries.questions().map(nameOf) : []);
  const withNumber = members.flatMap((member): AskedPatient[] => {
    const { handle, partition, number } = member;
    const last = member.records.findLast(({ reversible }) => reversible !== "");
    if (number === null || last === undefined) return [];
    const { registry } = names.nameOf(last);
    return [{ person: names.kept(member.person), handle, partition, number, registry, sealed: last.reversible }];
  });
  const byPerson = Map.groupBy(withNumber, ({ person }) => person);
  const drafts = cases
    .flatMap((each) =>
      questionsOf(
        each,
        each.persons.flatMap((person) => byPerson.get(person) ?? []),
      ),
    )
    .filter((draft) => !asked.has(nameOf(draft)));
  return { drafts, withoutNumber: members.length - withNumber.length };
}

/** A question by what it asks about whom. */
function nameOf(question: Pick<DraftQuestion, "case" | "topic"> & { patients: readonly { handle: string }[] }): string {
  const handles = question.patients.map(({ handle }) => handle).toSorted();
  return JSON.stringify([question.case, question.topic, handles]);
}
