import type { Explanation } from "@koppel/core";

import { count, counted } from "../figures.ts";
import { modelName } from "../model/model-name.ts";
import { more } from "../more.ts";
import { textTable } from "../text-table.ts";
import { wrap } from "../wrap.ts";
import { caseText } from "./case-text.ts";
import { decidedText } from "./decided-text.ts";
import { evidenceText } from "./evidence-text.ts";
import { historyText } from "./history-text.ts";
import { visitTable } from "./visit-table.ts";

/** Kinds of evidence that are shown, and patients of each. */
const KINDS = 8;
const PATIENTS = 5;

/** Where a record is and why, for people: visits, evidence by kind, open questions, decisions, history. @param asked the number asked about */
export function explanationText(explanation: Explanation, asked?: number): string {
  const { record, person, model, method, patients, bridges, cases, decisions, history } = explanation;
  const others = bridges.map(count).join(", ");
  return [
    [
      ...(asked === undefined || asked === person
        ? []
        : [`Person ${count(asked)} is part of person ${count(person)} now.`]),
      `${record} is person ${count(person)}.`,
      ...wrap(`Linked under model ${modelName(model, method)}.`, 80),
      ...(bridges.length === 0 ? [] : wrap(`One with person ${others}, which has another birth date or sex.`, 80)),
    ].join("\n"),
    `Visits\n${visitTable(patients, record)}`,
    evidenceLines(explanation),
    ...cases.map(caseText),
    ...decisions.map(decidedText),
    `History\n${historyText(history)}`,
  ].join("\n\n");
}

/** The patients that the record's was compared with, by class: what is said of one pair of a class is said of all. */
function evidenceLines({ evidence }: Explanation): string {
  if (evidence.length === 0) return "No other patient comes near.";
  const word = (pair: Explanation["evidence"][number]): string =>
    JSON.stringify([pair.class, pair.action, pair.decided]);
  const kinds = [...Map.groupBy(evidence, word).values()].map((same) => {
    const rows = same.map((pair) => ["", pair.with, pair.joined ? "same person" : `person ${count(pair.person)}`]);
    return [evidenceText(same[0]!, "  "), textTable(rows.slice(0, PATIENTS)), ...more(rows.length - PATIENTS)].join(
      "\n",
    );
  });
  const heading = `Compared with ${counted(evidence.length, "other patient")}`;
  return [heading, ...kinds.slice(0, KINDS), ...more(kinds.length - KINDS)].join("\n\n");
}
