import type { Evaluation, Explanation, LinkResult, Model, Relinking, Verification } from "@koppel/core";
import type { PatientFiles } from "@koppel/synth";

import { inWords } from "../class-words.ts";
import { visitTable } from "../explanation/visit-table.ts";
import { count, counted, duration, expected } from "../figures.ts";
import { qualityTable } from "../quality-table.ts";
import { textTable } from "../text-table.ts";
import { paragraph } from "../wrap.ts";
import type { DemoFolder } from "./demo-folder.ts";
import type { OpenLink } from "./findings.ts";

/** A part of the demo's story: a heading, and a text of at most 80 columns. */
export interface Chapter {
  readonly heading: string;
  readonly text: string;
}

/** What the hospitals have. */
export function population({ records, persons, providers, seconds }: PatientFiles): Chapter {
  return {
    heading: `${count(providers.length)} hospitals, ${count(persons)} people`,
    text: `A made-up population visits made-up hospitals. People move, twins share a birth
date, clerks mistype. Each hospital has a patient file with its own patient
numbers: ${counted(records, "visit")} in all (written in ${duration(seconds)}).`,
  };
}

/** What leaves a hospital; `sample` is a row before and after. */
export function deliveries(seconds: number, sample: string): Chapter {
  return {
    heading: "Pseudonyms, made at the hospital",
    text: `Before anything leaves a hospital, names, dates and postcodes become pseudonyms.
Each combines other details: NGGV is name + initial + birth date + sex, C is
postcode + birth date + sex. Without the key nobody can make them (took ${duration(seconds)}).

${sample}`,
  };
}

/** What linking made of them. */
export function linking({ accepted, persons, cases, seconds, recordsPerSecond }: LinkResult): Chapter {
  return {
    heading: "Linking",
    text: `${counted(accepted, "record")} became ${counted(persons, "person")} in ${duration(seconds)} (${count(recordsPerSecond)} a second).
The doubtful links wait for a human, as ${counted(cases, "case")}; the clear ones were made.`,
  };
}

/** What the table taught about itself, and what came of it. */
export function learning(model: Model, { difference, cases }: Relinking): Chapter {
  const twins = model.classes
    .filter(({ name, side }) => name.includes("-initial") && side === "other-provider")
    .toSorted((a, b) => (b.estimate?.pairs ?? 0) - (a.estimate?.pairs ?? 0))[0];
  const { pairs, false: wrong } = twins?.estimate ?? { pairs: 0, false: 0 };
  const so = { link: "few enough to link", review: "so a human decides", apart: "so they stay apart" };
  const twinLine = `Twins: of ${counted(pairs, "pair")} at two hospitals with one surname, birth date and postcode but \
another initial, about ${expected(wrong)} are two people, ${so[twins?.action ?? "review"]}.`;
  return {
    heading: "Learning from the table itself",
    text: `The rules so far were guesses from elsewhere. But two patient numbers of one
hospital are two people, so such pairs show how often strangers and twins look
alike, and thus how far each kind of agreement can be trusted here.

${paragraph(twinLine)}

Linked again by what was learned: ${counted(difference.made, "link")} more, ${count(difference.broken)} fewer, ${counted(cases.after, "case")} to decide.`,
  };
}

/** How good the links are. */
export function quality(evaluation: Evaluation): Chapter {
  return {
    heading: "How good are the links?",
    text: `We made the people up, so we know who is who. Against that truth:

${qualityTable(evaluation)}

Precision: of what was linked, how much is right. Recall: of what should be
linked, how much was. F1 combines both. Wrong links do harm in a registry, so
Koppel leaves doubt to a human: ${counted(evaluation.cases, "case")}.`,
  };
}

/** One patient over time and place. */
export function patient({ person, patients }: Explanation): Chapter {
  return {
    heading: "One patient, three hospitals",
    text: `Person ${count(person)} has no name here, but a history (date, hospital, record):

${visitTable(patients)}`,
  };
}

/** One open case, and what was true. */
export function doubt({ explanation, pair, case: open, samePerson }: OpenLink): Chapter {
  return {
    heading: "A case for a human",
    text: `Case ${open.id} (${open.kind}): are these two one person?

  ${explanation.record}
  ${pair.with}

${paragraph(`What they share: ${inWords(pair.levels)}.`)}
Of such pairs about ${Math.round(pair.falseShare * 100)} in 100 are two people, so Koppel does not guess.
The truth here: ${samePerson ? "one person" : "two different people"}.`,
  };
}

/** Whether the table holds together. */
export function soundness({ ok, checks }: Verification): Chapter {
  const failed = checks.filter((check) => !check.ok).map(({ name }) => name);
  return {
    heading: "Checked",
    text: ok
      ? `The link table was read back and passed ${counted(checks.length, "check")}.`
      : `The link table failed: ${failed.join(", ")}.`,
  };
}

/** Where things are, and what to try; `record` is in the form REGISTRY:PROVIDER:RECORD. */
export function next(folder: DemoFolder, passphrase: string, record: string): Chapter {
  return {
    heading: "Your turn",
    text: `${textTable([
      [folder.hospitals, "patient files, and truth.csv: who is who"],
      [folder.deliveries, "what the hospitals sent"],
      [folder.table, "the link table: unreadable without its keys"],
      [folder.keys, "the key ring, in a folder of its own"],
    ])}

Paste this, and look around:

  export KOPPEL_TABLE=${quoted(folder.table)}
  export KOPPEL_KEYS=${quoted(folder.keys)} KOPPEL_PASSPHRASE=${passphrase}
  npx koppel status
  npx koppel explain ${record}
  npx koppel cases`,
  };
}

function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
