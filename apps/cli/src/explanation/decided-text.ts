import type { ExplainedDecision } from "@koppel/core";

import { decisionText } from "../decision-text.ts";
import { more } from "../more.ts";

const SHOWN = 6;

/** A decision with its sides, as far as their patients are shown. */
export function decidedText(decision: ExplainedDecision): string {
  const records = decision.sides.flatMap((side, i) =>
    side.map((record) => (decision.verdict === "same" ? `  ${record}` : `  side ${i + 1}  ${record}`)),
  );
  return [decisionText(decision), ...records.slice(0, SHOWN), ...more(records.length - SHOWN)].join("\n");
}
