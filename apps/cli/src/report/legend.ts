import { html, type Html } from "./html.ts";

const ROW = 18;

/** Height of a legend. */
export function legendHeight(entries: readonly unknown[]): number {
  return entries.length * ROW + 6;
}

/** Marks and their names, one below the other. @param mark draws the mark of an entry around a place */
export function legend(
  entries: readonly { readonly name: string; readonly mark: (x: number, y: number) => Html }[],
  left: number,
  top: number,
): Html {
  const rows = entries.map(({ name, mark }, i) => {
    const y = top + i * ROW + ROW / 2;
    return html`${mark(left + 12, y)}<text x="${left + 32}" y="${y + 4}">${name}</text>`;
  });
  return html`<g>${rows}</g>`;
}
