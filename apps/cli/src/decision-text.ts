import type { Decision } from "@koppel/core";

import { counted } from "./figures.ts";
import { wrap } from "./wrap.ts";

/** A decision for people: what, who, when and why, and whether it was taken back. */
export function decisionText({ id, verdict, parts, case: answered, undone, ...said }: Decision): string {
  const patients = counted(parts.flat().length, "local patient");
  const about = answered === null ? "" : `, case ${answered}`;
  const what =
    verdict === "same" ? `${patients} are one person` : `${patients} on ${parts.length} sides are different people`;
  return [
    `Decision ${id}${about}: ${what}.`,
    ...statement("by", said),
    ...(undone === null ? [] : statement("taken back by", undone)),
  ].join("\n");
}

function statement(
  how: string,
  { by, at, run, reason }: { by: string; at: string; run: number; reason: string },
): string[] {
  return wrap(`${how} ${by}, ${at.slice(0, 10)}, run ${run}: ${reason}`, 76).map((line) => `  ${line}`);
}
