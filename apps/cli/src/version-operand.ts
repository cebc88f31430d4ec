import { UsageError } from "./usage-error.ts";

/** A key version as an operand. @throws UsageError */
export function versionIn(text: string): number {
  if (/^\d{1,6}$/.test(text) && Number(text) > 0) return Number(text);
  throw new UsageError("a version is a whole number", "koppel keys list shows them.");
}
