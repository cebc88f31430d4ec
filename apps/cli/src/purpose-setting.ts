import type { Purpose } from "@koppel/pseudonym";

import { UsageError } from "./usage-error.ts";

const purposes: readonly string[] = ["individual", "corroborate", "report"] satisfies Purpose[];

/** Reads TYPE=PURPOSE. @throws UsageError */
export function purposeSetting(text: string): [type: string, purpose: Purpose] {
  const [, type, purpose] = /^([A-Za-z][A-Za-z0-9]*)=(\w+)$/.exec(text) ?? [];
  if (type && purpose && purposes.includes(purpose)) return [type, purpose as Purpose];
  throw new UsageError(`a purpose is set as TYPE=${purposes.join("|")}`, "As in C=individual.");
}
