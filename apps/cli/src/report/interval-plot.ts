import { html, type Html } from "./html.ts";
import { percentGrid } from "./percent-grid.ts";
import { linear } from "./scale.ts";

const WIDTH = 460;
const LABELS = 150;
/** Letters of a name that have room. */
const LETTERS = 20;
const ROW = 19;
const TOP = 22;

/** A rate with its interval (95 %), and whose it is. */
export interface Bar {
  readonly name: string;
  readonly rate: number;
  readonly interval: readonly [number, number];
}

/** Rates below each other, each with its interval, on an axis from zero. */
export function intervalPlot(bars: readonly Bar[], title: string): Html {
  const ticks = ticksUpTo(Math.max(...bars.map(({ interval }) => interval[1])));
  const x = linear([0, ticks.at(-1)!], [LABELS, WIDTH - 24]);
  const bottom = TOP + bars.length * ROW;
  const grid = percentGrid(ticks, x, TOP, bottom);
  const rows = bars.map(({ name, rate, interval: [low, high] }, i) => {
    const y = TOP + i * ROW + ROW / 2;
    return html`<text x="0" y="${y + 4}">${shortened(name)}</text>
      <line class="interval" x1="${x(low)}" x2="${x(high)}" y1="${y}" y2="${y}" />
      <circle class="rate" cx="${x(rate)}" cy="${y}" r="4" />`;
  });
  return html`<svg viewBox="0 0 ${WIDTH} ${bottom + 6}" role="img" aria-label="${title}">${grid}${rows}</svg>`;
}

function shortened(name: string): string {
  return name.length > LETTERS ? `${name.slice(0, LETTERS - 1)}…` : name;
}

/** Round values from zero to the first that is not below the most: three to six of them. */
function ticksUpTo(most: number): number[] {
  const least = Math.max(most, 1e-5) / 5;
  const power = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= least)!;
  return Array.from({ length: Math.ceil(most / step - 1e-9) + 1 }, (_, i) => i * step);
}
