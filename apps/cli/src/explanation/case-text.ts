import type { ExplainedCase, PairVerdict } from "@koppel/core";

import { count } from "../figures.ts";
import { more } from "../more.ts";
import { textTable } from "../text-table.ts";
import { askedText } from "../topic-words.ts";
import { says } from "./evidence-text.ts";
import { signed } from "./waterfall-text.ts";

const SHOWN = 12;

/** An open case: the patients it is about, numbered, and what any two of different persons say of each other, strongest first. */
export function caseText({ id, kind, patients, matrix, asked }: ExplainedCase): string {
  const rows = patients.map(({ record, person }, i) => [`(${i + 1})`, `person ${count(person)}`, record]);
  const pairs = matrix
    .flatMap((row, i) => row.flatMap((pair, j) => (pair !== null && i < j ? [{ i, j, pair }] : [])))
    .filter(({ i, j }) => patients[i]!.person !== patients[j]!.person)
    .toSorted((a, b) => b.pair.weight - a.pair.weight)
    .map(({ i, j, pair }) => [`(${i + 1})`, `(${j + 1})`, signed(pair.weight), says(pair) + because(pair)]);
  return [
    `Case ${id} (${kind})`,
    textTable(rows.slice(0, SHOWN)),
    ...more(rows.length - SHOWN),
    ...(pairs.length === 0 ? [] : [textTable(pairs.slice(0, SHOWN))]),
    ...more(pairs.length - SHOWN),
    ...asked.map((question) => `${question.provider} was asked (enquiry ${question.enquiry}): ${askedText(question)}`),
  ].join("\n");
}

function because({ veto, decided }: PairVerdict): string {
  if (veto === null || decided !== null) return "";
  return veto === "two-service-numbers" ? ": two service numbers" : ": two numbers of one hospital";
}
