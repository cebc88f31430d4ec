import { html, type Html } from "./html.ts";

/** A vertical line from `top` to `bottom` at each tick, headed by the tick as a percentage; `x` places a share on the axis. */
export function percentGrid(
  ticks: readonly number[],
  x: (share: number) => number,
  top: number,
  bottom: number,
): Html[] {
  return ticks.map(
    (tick) =>
      html`<line class="grid" x1="${x(tick)}" x2="${x(tick)}" y1="${top - 4}" y2="${bottom}" />
        <text class="tick" x="${x(tick)}" y="${top - 9}" text-anchor="middle"
          >${Number((tick * 100).toPrecision(3))} %</text
        >`,
  );
}
