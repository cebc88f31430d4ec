import type { Method } from "@koppel/core";

/** How the shares of a model came about, in words. */
export const methodWords: Readonly<Record<Method, string>> = {
  default: "shipped default, not calibrated on this table",
  decoys: "calibrated on this table by decoys",
  patterns: "from patterns alone, unchecked by patient numbers",
};

/** What the method of a model takes for granted, one sentence. */
export const assumptions: Readonly<Record<Method, string>> = {
  default: "The shares come from a made-up Dutch population; nothing of this table was counted.",
  decoys:
    "Two patient numbers of one hospital are taken for two people, but for a small share of duplicate numbers; how often such \
pairs look alike tells how often strangers and twins at two hospitals do.",
  patterns:
    "There are no patient numbers here by which a hospital tells its patients apart, so the shares are fitted to how often each \
pattern occurs, with what is usual elsewhere; nothing in this table checks them.",
};

/** A model by version, with how it came about. @example "default-1 (shipped default, not calibrated on this table)" */
export function modelName(version: string, method: Method): string {
  return `${version} (${methodWords[method]})`;
}
