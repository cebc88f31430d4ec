/** A field of a CSV file (RFC 4180), in quotes where it needs them. */
export function csvField(field: string): string {
  return /[",;\t\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}

/** Rows as CSV, each line ended. */
export function csvText(rows: readonly (readonly string[])[], separator = ","): string {
  return rows.map((row) => `${row.map(csvField).join(separator)}\n`).join("");
}
