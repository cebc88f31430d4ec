import type { Model } from "@koppel/core";

import { briefName, briefPlace } from "../class-words.ts";
import { logarithmic } from "../report/scale.ts";
import { actionSigns } from "./action-signs.ts";
import { shareBounds } from "./class-bounds.ts";

const TICKS = [
  [0.0001, "0.01 %"],
  [0.001, "0.1 %"],
  [0.01, "1 %"],
  [0.1, "10 %"],
  [1, "100 %"],
] as const;
const WIDTH = 37;
const NAME = 16;
const PLACE = 9;

const column = (share: number): number => Math.round(logarithmic([TICKS[0][0], 1], [0, WIDTH - 1])(share));

/** The false share of each class on a logarithmic axis for the terminal, with its interval as a bar; what lies beyond is at the edge. */
export function sharePlot(classes: Model["classes"]): string {
  const head = Array.from({ length: WIDTH + 3 }, () => " ");
  for (const [share, label] of TICKS) {
    const from = Math.max(0, column(share) - Math.floor(label.length / 2));
    head.splice(from, label.length, ...label);
  }
  const rows = classes.map((own) => [
    briefName(own.name),
    briefPlace(own.place),
    axis(own),
    `${actionSigns[own.action]} ${own.action}`,
  ]);
  return [["", "", head.join("").trimEnd()], ...rows]
    .map(([name, place, ...rest]) => `  ${name!.padEnd(NAME)}  ${place!.padEnd(PLACE)}  ${rest.join("  ")}`.trimEnd())
    .join("\n");
}

function axis({ falseShare, action, estimate }: Model["classes"][number]): string {
  const cells = Array.from({ length: WIDTH }, () => " ");
  for (const [share] of TICKS) cells[column(share)] = "·";
  const bounds = shareBounds(estimate);
  if (bounds !== undefined) {
    const [from, to] = [column(bounds[0]), column(bounds[1])];
    cells.fill("─", from, to + 1);
    if (bounds[0] >= TICKS[0][0]) cells[from] = "├";
    cells[to] = "┤";
  }
  cells[column(falseShare)] = actionSigns[action];
  return cells.join("");
}
