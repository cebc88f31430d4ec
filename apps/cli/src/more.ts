import { count } from "./figures.ts";

/** The line below a list that was cut: how many more entries there are; no line where there are none. */
export function more(entries: number): string[] {
  return entries > 0 ? [`  ... and ${count(entries)} more (all with --json)`] : [];
}
