import { UsageError } from "./usage-error.ts";

/** Reads the number of a request, with or without #. @throws UsageError */
export function requestNumber(verb: string, text: string): number {
  if (/^#?\d+$/.test(text)) return Number(text.replace("#", ""));
  throw new UsageError(`${verb}: this is no number of a request`, "koppel request list shows them.");
}
