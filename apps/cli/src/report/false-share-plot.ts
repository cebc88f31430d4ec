import { briefName, briefPlace } from "../class-words.ts";
import { html, type Html } from "./html.ts";
import { legend, legendHeight } from "./legend.ts";
import { percentGrid } from "./percent-grid.ts";
import type { ModelClass } from "./report.ts";
import { logarithmic } from "./scale.ts";

const WIDTH = 460;
const PLACES = 122;
const LABELS = 200;
const ROW = 19;
const TOP = 22;
const TICKS = [0.0001, 0.001, 0.01, 0.1, 1];

/** The false share of each class on a logarithmic axis, with the interval of its estimate where there is one. */
export function falseSharePlot(classes: readonly ModelClass[], title: string): Html {
  const x = logarithmic([TICKS[0]!, 1], [LABELS, WIDTH - 24]);
  const bottom = TOP + classes.length * ROW;
  const grid = percentGrid(TICKS, x, TOP, bottom);
  const rows = classes.map(({ name, place, action, falseShare, interval }, i) => {
    const y = TOP + i * ROW + ROW / 2;
    const bar = interval?.map(x);
    return html`<text x="0" y="${y + 4}">${briefName(name)}</text>
      <text x="${PLACES}" y="${y + 4}">${briefPlace(place)}</text>
      ${bar === undefined ? undefined : html`<line class="interval" x1="${bar[0]}" x2="${bar[1]}" y1="${y}" y2="${y}" />`}
      ${dot(action)(x(falseShare), y)}`;
  });
  const marks = [
    { name: "links", mark: dot("link") },
    { name: "goes to review", mark: dot("review") },
    { name: "keeps apart", mark: dot("apart") },
  ];
  return html`<svg viewBox="0 0 ${WIDTH} ${bottom + legendHeight(marks) + 8}" role="img" aria-label="${title}">
    ${grid}${rows}${legend(marks, LABELS - 12, bottom + 8)}
  </svg>`;
}

const dot =
  (action: string) =>
  (x: number, y: number): Html =>
    html`<circle class="${action}" cx="${x}" cy="${y}" r="4.5" />`;
