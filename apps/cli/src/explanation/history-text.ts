import type { HistoryEntry } from "@koppel/core";

import { count, counted } from "../figures.ts";
import { more } from "../more.ts";
import { textTable } from "../text-table.ts";

const SHOWN = 20;

/** What happened to a person, in order; the model is named where it is another than before. */
export function historyText(history: readonly HistoryEntry[]): string {
  const rows = history.flatMap((entry, i) => {
    const before = history[i - 1];
    const model = before === undefined || before.model === entry.model ? [] : [`under model ${entry.model}`];
    const run = [entry.at.slice(0, 10), `run ${entry.run} (${entry.why})`];
    return [...model, words(entry, i === 0)].map((line, l) => [
      ...(l === 0 && before?.run !== entry.run ? run : ["", ""]),
      line,
    ]);
  });
  return [textTable(rows.slice(0, SHOWN)), ...more(rows.length - SHOWN)].join("\n");
}

function words(entry: HistoryEntry, first: boolean): string {
  switch (entry.kind) {
    case "seen":
      return `${first ? "first seen: " : ""}${counted(entry.records, "record")} from ${entry.providers.join(", ")}`;
    case "decided":
      return `decision ${entry.decision}: ${entry.verdict === "same" ? "one person" : "different people"}`;
    case "undone":
      return `decision ${entry.decision} taken back`;
    default:
      return happened[entry.kind](count(entry.person), count(entry.other));
  }
}

const happened = {
  merged: (a: string, b: string) => `person ${a} became part of person ${b}`,
  split: (a: string, b: string) => `person ${a} came out of person ${b}`,
  moved: (a: string, b: string) => `person ${a} gave patients to person ${b}`,
  bridged: (a: string, b: string) => `${a} became one with ${b} over birth groups`,
  unbridged: (a: string, b: string) => `${a} is no longer one with ${b}`,
};
