import type { Explanation, PairEvidence, PairExplanation, PersonEventRow } from "@koppel/core";

import { inWords } from "./class-words.ts";
import { decisionText } from "./decision-text.ts";
import { count } from "./figures.ts";
import { textTable } from "./text-table.ts";
import { wrap } from "./wrap.ts";

const SHOWN = 20;

/** Where a record is and why, for people: visits, evidence for and against, open questions. */
export function explanationText({
  record,
  person,
  model,
  evidence,
  bridges,
  history,
  decisions,
  cases,
  ...rest
}: Explanation): string {
  const others = evidence
    .slice(0, SHOWN)
    .map(
      (pair) => `  ${pair.with}  ${pair.joined ? "same person" : `person ${count(pair.person)}`}\n${weighing(pair)}`,
    );
  return [
    `${record} is person ${count(person)} (model ${model}).`,
    `\nVisits\n${visitTable(rest.patients, record)}`,
    others.length === 0 ? "\nNo other patient comes near." : `\nCompared with\n${others.join("\n")}`,
    ...(evidence.length > SHOWN ? [`  ... and ${count(evidence.length - SHOWN)} more (all with --json)`] : []),
    ...(bridges.length === 0
      ? []
      : [`\nThe same patient number also stands in persons ${bridges.map(count).join(", ")}.`]),
    ...(history.length === 0 ? [] : [`\nHistory\n${textTable(history.map(eventRow))}`]),
    ...decisions.map((decision) => `\n${decisionText(decision)}`),
    ...caseLines(cases),
  ].join("\n");
}

/** What happened to a person, in words. */
function eventRow({ run, why, at, kind, person, other }: PersonEventRow): string[] {
  const [a, b] = [count(person), count(other)];
  const words = {
    merged: `person ${a} became part of person ${b}`,
    split: `person ${a} came out of person ${b}`,
    moved: `person ${a} gave patients to person ${b}`,
    bridged: `person ${a} became one with person ${b} over birth groups`,
    unbridged: `person ${a} is no longer one with person ${b}`,
  };
  return [at.slice(0, 10), `run ${run} (${why})`, words[kind]];
}

/** Why two records are one person or not, for people. */
export function pairText({ records, because, evidence, decisions, cases }: PairExplanation): string {
  return [
    `${records[0]} and ${records[1]}`,
    `  ${because}`,
    ...(evidence === null ? [] : [weighing(evidence)]),
    ...decisions.map((decision) => `\n${decisionText(decision)}`),
    ...caseLines(cases),
  ].join("\n");
}

/** All visits of a person in order of date, with the provider. */
export function visitTable(patients: Explanation["patients"], marked?: string): string {
  const visits = patients.flatMap(({ provider, records }) =>
    records.map(({ record, date }) => [date ?? "no date", provider, record, record === marked ? "<- this one" : ""]),
  );
  return textTable(visits.toSorted((a, b) => (a[0]! < b[0]! ? -1 : 1)));
}

/** What two patients share, in words, and how heavy it weighs. */
function weighing({ levels, action, weight, veto }: PairEvidence): string {
  const says = { link: "link", review: "a person decides", apart: "keep apart" }[action];
  const words = wrap(inWords(levels), 76).map((line) => `    ${line}\n`);
  return `${words.join("")}    ${bar(weight)} log-odds: ${says}${veto ? ", never without a person's word" : ""}`;
}

/** A weight of -12 to 12 as a signed bar: filled for, hollow against. */
function bar(weight: number): string {
  const length = Math.max(1, Math.round(Math.abs(weight)));
  return `${(weight < 0 ? "▱" : "▰").repeat(length)} ${weight < 0 ? "-" : "+"}${Math.abs(weight).toFixed(1)}`;
}

function caseLines(cases: Explanation["cases"]): string[] {
  return cases.map(
    ({ id, kind, persons }) => `\nCase ${id} (${kind}) is about persons ${persons.map(count).join(" and ")}.`,
  );
}
