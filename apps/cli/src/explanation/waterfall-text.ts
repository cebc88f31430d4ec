import type { PairEvidence, WaterfallStep } from "@koppel/core";

/** Columns that one log-odds takes. */
const SCALE = 2;

/**
 * A waterfall as lines: each step a bar from where the last one ended, filled for, hollow against; then all together. The line is even
 * odds. Steps that add nothing are left out.
 */
export function waterfallText({ waterfall, weight }: Pick<PairEvidence, "waterfall" | "weight">): string[] {
  const left = columns(Math.min(0, ...waterfall.map(({ total }) => total)));
  const steps = waterfall.filter(({ step, logOdds }) => step === "start" || logOdds !== 0);
  return [
    ...steps.map(({ step, logOdds, total }) => line(step, logOdds, bar(total - logOdds, total, left))),
    line("together", weight, bar(0, weight, left)),
  ];
}

/** Log-odds with a sign and one decimal: `+9.2`. */
export function signed(logOdds: number): string {
  return `${logOdds < 0 ? "-" : "+"}${Math.abs(logOdds).toFixed(1)}`;
}

function line(name: WaterfallStep["step"] | "together", logOdds: number, drawn: string): string {
  return `${name.padEnd(8)}  ${signed(logOdds).padStart(5)}  ${drawn}`.trimEnd();
}

/** @param left the leftmost column, where even odds are column 0 */
function bar(from: number, to: number, left: number): string {
  const [start, end] = [columns(from), columns(to)].toSorted((a, b) => a - b) as [number, number];
  const mark = to < from ? "▱" : "▰";
  const drawn = (column: number): string => (column >= start && column < end ? mark : " ");
  const range = (a: number, b: number): number[] => Array.from({ length: Math.max(0, b - a) }, (_, i) => a + i);
  return `${range(left, 0).map(drawn).join("")}│${range(0, end).map(drawn).join("")}`;
}

function columns(logOdds: number): number {
  return Math.round(logOdds * SCALE);
}
