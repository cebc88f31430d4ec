import type { PairEvidence, PairVerdict } from "@koppel/core";

import { inWords } from "../class-words.ts";
import { count, counted } from "../figures.ts";
import { wrap } from "../wrap.ts";
import { waterfallText } from "./waterfall-text.ts";

/** What two patients share, what follows, how heavily it weighs and how often it errs, indented by `indent`. */
export function evidenceText(evidence: PairEvidence, indent: string): string {
  const lines = (text: string): string[] => wrap(text, 80 - indent.length);
  return [
    ...lines(`${inWords(evidence.levels)}: ${says(evidence)}`),
    ...waterfallText(evidence).map((line) => `  ${line}`),
    ...lines(errs(evidence)),
  ]
    .map((line) => indent + line)
    .join("\n");
}

/** What a pair does: a person's word first, then its class. */
export function says({ action, veto, decided }: PairVerdict): string {
  if (decided !== null)
    return `${decided.verdict === "same" ? "one person" : "different people"} by decision ${decided.decisions.join(", ")}`;
  if (veto !== null) return "only a person may join them";
  return { link: "link", review: "a person decides", apart: "keep apart" }[action];
}

/** How many of such pairs are two people. */
function errs({ falseShare, estimate }: PairEvidence): string {
  const share = `${Number((falseShare * 100).toPrecision(2))} %`;
  if (estimate === null) return `${share} of such pairs are taken to be two people.`;
  const { pairs, open, low, high, openFalse, openLow, openHigh } = estimate;
  if (pairs === 0) return `No such pair was counted; ${share} are expected to be two people.`;
  const expected = `${rounded(estimate.false)} are expected to be two people (95 %: ${rounded(low)} to ${rounded(high)})`;
  const certain = `; of the ${count(open)} that no third patient speaks against ${rounded(openFalse)} (${rounded(openLow)} to ${rounded(openHigh)})`;
  return `Of ${counted(pairs, "such pair")} ${expected}${open < pairs ? certain : ""}.`;
}

/** A number of pairs that need not be whole: small ones with a decimal. */
function rounded(pairs: number): string {
  return pairs < 10 ? String(Number(pairs.toFixed(1))) : count(pairs);
}
