import { html, type Html } from "./html.ts";
import { legend, legendHeight } from "./legend.ts";
import { linear, logarithmic } from "./scale.ts";
import type { CurvePoint, Standing } from "./standing.ts";

const WIDTH = 460;
const HEIGHT = 336;
const LEFT = 80;
const RIGHT = 24;
const TOP = 14;
const BOTTOM = 48;
/** Shares of false links; the least is the upper edge, which stands for none. */
const FALSE_SHARES = [0.00001, 0.0001, 0.001, 0.01, 0.1] as const;

/**
 * Precision against recall: the model's thresholds, the oracle's, the oracle's within the purposes, where the links are and where they
 * would be after a perfect review. Precision is drawn by the share of false links, on a logarithmic axis.
 */
export function precisionRecallPlot(standing: Standing, title: string): Html {
  const { curve, oracle, boundOracle, oracleAt, links, withPerfectReview } = standing;
  const least = Math.min(links.recall, oracleAt.recall, oracleAt.boundRecall);
  const from = Math.max(0, Math.floor(least * 10 - 1) / 10);
  const x = linear([from, 1], [LEFT, WIDTH - RIGHT]);
  const falseShare = logarithmic([FALSE_SHARES[0], FALSE_SHARES[4]], [TOP, HEIGHT - BOTTOM]);
  const y = (precision: number): number => falseShare(1 - precision);
  const tenths = Array.from({ length: Math.round((1 - from) * 10) + 1 }, (_, i) => from + i / 10);
  const columns = tenths.map(
    (recall) =>
      html`<line class="grid" x1="${x(recall)}" x2="${x(recall)}" y1="${TOP}" y2="${HEIGHT - BOTTOM}" />
        <text class="tick" x="${x(recall)}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle"
          >${Math.round(recall * 100)} %</text
        >`,
  );
  const lines = FALSE_SHARES.map((share, i) => {
    const at = falseShare(share);
    return html`<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${at}" y2="${at}" />
      <text class="tick" x="${LEFT - 6}" y="${at + 4}" text-anchor="end"
        >${i === 0 ? "100" : Number(((1 - share) * 100).toFixed(2))} %</text
      >`;
  });
  const series = (points: readonly CurvePoint[], name: string): Html => {
    const places = points.filter(({ recall }) => recall >= from).map((point) => [x(point.recall), y(point.precision)]);
    const dots = places.map(([cx, cy]) => html`<circle class="${name}" cx="${cx}" cy="${cy}" r="2" />`);
    return html`<polyline class="${name}" points="${places.map((place) => place.join(",")).join(" ")}" />${dots}`;
  };
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT + legendHeight(MARKS)}" role="img" aria-label="${title}">
    ${columns}${lines}
    <text class="tick" x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 8}" text-anchor="middle">recall</text>
    <text class="tick" transform="translate(11 ${(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)" text-anchor="middle">
      precision
    </text>
    ${series(boundOracle, "bound")}${series(oracle, "oracle")}${series(curve, "model")}
    ${reviewed(x(withPerfectReview.recall), y(withPerfectReview.precision))}${standsAt(x(links.recall), y(links.precision))}
    ${legend(MARKS, LEFT, HEIGHT)}
  </svg>`;
}

const standsAt = (x: number, y: number): Html =>
  html`<path class="links" d="M${x} ${y - 6.5}l6.5 6.5l-6.5 6.5l-6.5 -6.5z" />`;
const reviewed = (x: number, y: number): Html => html`<circle class="reviewed" cx="${x}" cy="${y}" r="5" />`;
const stroke =
  (name: string) =>
  (x: number, y: number): Html =>
    html`<polyline class="${name}" points="${x - 12},${y} ${x + 12},${y}" />`;

const MARKS = [
  { name: "the links as they are", mark: standsAt },
  { name: "after a perfect review of all cases", mark: reviewed },
  { name: "the model's thresholds", mark: stroke("model") },
  { name: "the oracle: thresholds set with the truth known", mark: stroke("oracle") },
  { name: "the oracle within the purposes of the types", mark: stroke("bound") },
];
