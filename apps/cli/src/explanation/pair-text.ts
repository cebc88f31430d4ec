import type { ChainStep, PairExplanation } from "@koppel/core";

import { count } from "../figures.ts";
import { modelName } from "../model/model-name.ts";
import { more } from "../more.ts";
import { textTable } from "../text-table.ts";
import { wrap } from "../wrap.ts";
import { shortClass } from "../class-words.ts";
import { caseText } from "./case-text.ts";
import { decidedText } from "./decided-text.ts";
import { evidenceText } from "./evidence-text.ts";
import { signed } from "./waterfall-text.ts";

const STEPS = 12;

/** Why two records are one person or not, for people. */
export function pairText({
  records,
  persons,
  because,
  evidence,
  chain,
  cases,
  decisions,
  model,
  method,
}: PairExplanation): string {
  return [
    [
      textTable(records.map((record, i) => [record, `person ${count(persons[i]!)}`])),
      ...wrap(because, 80),
      ...wrap(`Linked under model ${modelName(model, method)}.`, 80),
    ].join("\n"),
    ...(evidence === null ? [] : [evidenceText(evidence, "  ")]),
    ...(chain.length < 2 ? [] : [`The way from one to the other\n${chainText(chain)}`]),
    ...cases.map(caseText),
    ...decisions.map(decidedText),
  ].join("\n\n");
}

function chainText(chain: readonly ChainStep[]): string {
  const lines = chain.map((step) => `  ${step.to}\n    ${how(step)}`);
  return [`  ${chain[0]!.from}`, ...lines.slice(0, STEPS), ...more(lines.length - STEPS)].join("\n");
}

function how({ by, class: name, weight, decisions }: ChainStep): string {
  if (by === "link") return `${signed(weight!)} ${shortClass(name!)}`;
  return by === "decision" ? `decision ${decisions.join(", ")}` : "the same patient number in another birth group";
}
