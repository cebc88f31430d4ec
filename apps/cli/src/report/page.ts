import { count } from "../figures.ts";
import { modelName } from "../model/model-name.ts";
import { isFigure } from "../text-table.ts";
import { html, type Html } from "./html.ts";
import type { Report } from "./report.ts";
import type { Cell, Notes, Part, Table } from "./section.ts";
import { sections } from "./sections/index.ts";
import { style } from "./style.ts";

/** A report as one HTML page that needs nothing else: no script, no font, no file. */
export function page(report: Report): string {
  const made = `${report.made.slice(0, 16).replace("T", " ")} UTC`;
  const body = sections
    .flatMap((make) => make(report) ?? [])
    .map(
      ({ heading, parts }) =>
        html`<section>
          <h2>${heading}</h2>
          ${parts.map(partHtml)}
        </section> `,
    );
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Koppel report, ${made}</title>
        <style>
          ${style}
        </style>
      </head>
      <body>
        <header>
          <h1>Link table report</h1>
          <p>Made ${made}, model ${modelName(report.model.version, report.model.method)}.</p>
        </header>
        <main>${body}</main>
      </body>
    </html> `.text;
}

function partHtml(part: Part): Html {
  if (typeof part === "string") return html`<p>${part}</p> `;
  if ("svg" in part)
    return html`<figure>
      ${part.svg}
      <figcaption>${part.caption}</figcaption>
    </figure> `;
  if ("notes" in part) return notesHtml(part);
  return tableHtml(part);
}

function notesHtml({ caption, notes }: Notes): Html {
  return html`<h3>${caption}</h3>
    <dl>
      ${notes.map(
        ([term, meaning]) =>
          html`<dt>${term}</dt>
            <dd>${meaning}</dd> `,
      )}
    </dl> `;
}

function tableHtml({ caption, head, rows }: Table): Html {
  const cells = rows.map((row) => row.map((cell) => (typeof cell === "number" ? count(cell) : cell)));
  const figures = head.map((_, c) => cells.every((row) => isFigure(row[c] ?? "")));
  const align = (c: number): Html | undefined => (figures[c] ? html`class="figure"` : undefined);
  const line = (row: readonly Cell[]): Html =>
    html`<tr>
      ${row.map((cell, c) =>
        c === 0 ? html`<th scope="row" ${align(c)}>${cell}</th>` : html`<td ${align(c)}>${cell}</td>`,
      )}
    </tr> `;
  return html`<div class="table">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${head.map((name, c) => html`<th scope="col" ${align(c)}>${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${cells.map(line)}
      </tbody>
    </table>
  </div> `;
}
