import { count } from "./figures.ts";

const INDENT = "  ";

/**
 * Rows in aligned columns, indented by two: columns of figures to the right, text to the left, whole numbers with thousands
 * separators. Without rows, the head alone.
 *
 * @example textTable([["H01", 12_345]], ["provider", "records"]);
 */
export function textTable(rows: readonly (readonly (string | number)[])[], head?: readonly string[]): string {
  const cells = rows.map((row) => row.map((cell) => (typeof cell === "number" ? count(cell) : cell)));
  const lines = head === undefined ? cells : [head, ...cells];
  const columns = Math.max(0, ...lines.map((line) => line.length));
  const widths = Array.from({ length: columns }, (_, c) => Math.max(...lines.map((line) => line[c]?.length ?? 0)));
  const figures = widths.map((_, c) => cells.length > 0 && cells.every((row) => isFigure(row[c] ?? "")));
  return lines
    .map((line) => line.map((cell, c) => (figures[c] ? cell.padStart(widths[c]!) : cell.padEnd(widths[c]!))))
    .map((line) => (INDENT + line.join("  ")).trimEnd())
    .join("\n");
}

/** Whether a cell holds a figure: a number, signed, bounded, a range or a percentage; nothing; or why there is none. */
export function isFigure(cell: string): boolean {
  return /^([<+-]?[\d,.]*( - [\d,.]+)?( %)?|suppressed|not known)$/.test(cell);
}
