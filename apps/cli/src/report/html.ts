/** Text that is HTML already; made by `html` alone, so that everything else is escaped. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Content = Html | string | number | undefined | readonly Content[];

/**
 * HTML, or SVG, with everything put into it escaped but what is HTML already; lists are put one after the other, nothing for undefined.
 *
 * @example html`<td>${name}</td>`;
 */
export function html(strings: TemplateStringsArray, ...contents: readonly Content[]): Html {
  return new Html(strings.map((part, i) => (i === 0 ? "" : written(contents[i - 1])) + part).join(""));
}

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function written(content: Content): string {
  if (content instanceof Html) return content.text;
  if (content === undefined) return "";
  if (typeof content === "object") return content.map(written).join("");
  return String(content).replaceAll(/[&<>"']/g, (character) => entities[character]!);
}
