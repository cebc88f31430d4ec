import { readFileSync } from "node:fs";

import { textTable } from "../text-table.ts";

const READABLE = ["birth_name", "given_names", "birth_date", "sex", "postcode"];
const HIDDEN = ["NGGV", "NGG", "C", "GG"];

/** One row before and after pseudonymisation, side by side: how a delivery differs from a patient file. */
export function sampleRow(patientFile: string, delivery: string): string {
  const before = rows(patientFile).find((row) => !row["quoted"] && READABLE.every((field) => row[field]))!;
  const after = rows(delivery).find((row) => row["record_id"] === before["record_id"])!;
  const left = READABLE.map((field) => `${field.replace("_", " ")}: ${before[field]}`);
  const right = HIDDEN.map((type) => `${type.padEnd(4)} ${after[type]?.slice(0, 16) ?? ""}...`);
  return textTable(
    left.map((text, i) => [text, right[i] ?? ""]),
    ["the hospital has", "the delivery has"],
  );
}

/** The first rows of a CSV file by column; good enough for rows without quotes, which are marked. */
function rows(path: string): Record<string, string>[] {
  const [header = "", ...lines] = readFileSync(path, "utf8").split("\n", 200);
  const names = header.split(",");
  return lines.map((line) => {
    const cells = line.split(",").map((cell, i) => [names[i], cell] as const);
    return { ...Object.fromEntries(cells), ...(line.includes('"') && { quoted: "yes" }) };
  });
}
