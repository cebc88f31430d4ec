import { createReadStream } from "node:fs";

import { canonicalHeader, eventDate } from "@koppel/pseudonym";
import { CsvError, parse } from "csv-parse";

import { KoppelError } from "../errors.ts";

/** From when to when a patient objects, dates as YYYY-MM-DD; empty means ever since, and still. */
interface Term {
  readonly from: string;
  readonly until: string;
}

interface ParsedRow {
  readonly record: Record<string, string>;
  readonly info: { readonly lines: number };
}

const COLUMNS = ["mrn", "registry", "from", "until"];

/**
 * Who objects to being delivered, as their provider knows it (R30, R33): by patient number, for one registry or for all of them. Whose
 * objection stands is filtered out before stage 1, so that nothing of them leaves the provider, not even a status (R31).
 */
export class Objections {
  readonly #terms = new Map<string, Term[]>();

  /**
   * Reads a CSV with the columns `mrn`, and as far as they matter `registry` (empty: all), `from` and `until` (dates; the day of `until`
   * is the first on which the objection no longer stands).
   *
   * @throws KoppelError FILE_UNREADABLE, BAD_OBJECTIONS
   */
  static async read(path: string): Promise<Objections> {
    const objections = new Objections();
    const file = createReadStream(path);
    const rows = file.pipe(
      parse({
        bom: true,
        columns: (header: string[]) => columnsOf(header, path),
        info: true,
        skip_empty_lines: true,
        trim: true,
      }),
    );
    file.on("error", (error) => rows.destroy(error));
    try {
      for await (const { record, info } of rows as AsyncIterable<ParsedRow>) objections.#add(record, path, info.lines);
    } catch (error) {
      if (error instanceof KoppelError) throw error;
      // The parser's message may quote a value, so it is not passed on.
      if (error instanceof CsvError) throw bad("this is no CSV", path, Number(error["lines"]) || 1);
      throw new KoppelError("FILE_UNREADABLE", "the file cannot be read", { file: path, cause: error });
    }
    return objections;
  }

  /** Whether the patient of this number objects to this registry on a day. @param day YYYY-MM-DD */
  standsFor(mrn: string, registry: string, day: string): boolean {
    const terms = [registry, ""].flatMap((scope) => this.#terms.get(keyOf(mrn, scope)) ?? []);
    return terms.some(({ from, until }) => (from === "" || from <= day) && (until === "" || day < until));
  }

  #add({ mrn = "", registry = "", from = "", until = "" }: Record<string, string>, path: string, line: number): void {
    if (mrn === "") throw bad("a row without a patient number", path, line);
    const [first, last] = [from, until].map((text) => (text === "" ? "" : eventDate(text)));
    if ((from !== "" && first === "") || (until !== "" && last === "")) throw bad("this is no date", path, line);
    const key = keyOf(mrn, registry);
    this.#terms.set(key, [...(this.#terms.get(key) ?? []), { from: first!, until: last! }]);
  }
}

function keyOf(mrn: string, registry: string): string {
  return JSON.stringify([mrn.trim(), registry]);
}

function columnsOf(header: readonly string[], path: string): string[] {
  const names = header.map((name) => canonicalHeader(name) ?? name.trim().toLowerCase());
  if (!names.includes("mrn")) throw bad("the column mrn is needed", path, 1);
  const odd = names.findIndex((name) => !COLUMNS.includes(name));
  if (odd >= 0) throw bad(`column ${odd + 1} means nothing here`, path, 1);
  return names;
}

function bad(what: string, file: string, line: number): KoppelError {
  return new KoppelError("BAD_OBJECTIONS", what, {
    file,
    line,
    hint: "Columns: mrn, and as far as they matter registry (empty: all), from and until (dates).",
  });
}
