import { KoppelError } from "../errors.ts";

/** The first line of a text file, and what it tells. */
export interface CsvHeader {
  /** The line without byte order mark and line end. */
  readonly text: string;
  /** Names of the columns, bare of quotes and spaces. */
  readonly names: readonly string[];
  /** Code of the separator's byte. */
  readonly separator: number;
  /** Bytes of the byte order mark. */
  readonly bom: number;
  /** Where the records start. */
  readonly start: number;
}

const SEPARATORS = [",", ";", "\t"];

/** Reads the header of a CSV file from its first bytes; the separator is the one that it has most of. @throws KoppelError EMPTY_FILE */
export function csvHeader(path: string, head: Uint8Array): CsvHeader {
  const bom = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
  const newline = head.indexOf(10);
  const text = new TextDecoder().decode(head.subarray(bom, newline < 0 ? head.length : newline)).trim();
  if (text === "") throw new KoppelError("EMPTY_FILE", "the file holds no text", { file: path, line: 1 });
  // A separator inside quotes is none.
  const bare = text.replaceAll(/"[^"]*"/g, (quoted) => "_".repeat(quoted.length));
  const separator = SEPARATORS.toSorted((a, b) => bare.split(b).length - bare.split(a).length)[0];
  let at = 0;
  const names = bare.split(separator).map(({ length }) => {
    const name = text.slice(at, at + length).trim();
    at += length + 1;
    return name.replace(/^"(.*)"$/, "$1").trim();
  });
  return { text, names, separator: separator.charCodeAt(0), bom, start: newline < 0 ? head.length : newline + 1 };
}
