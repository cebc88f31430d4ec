import type { Told } from "@koppel/core";

import type { Html } from "./html.ts";
import type { Report } from "./report.ts";

/** A cell: whole numbers get thousands separators, counts that must not be told a word. */
export type Cell = string | Told;

/** A table of a section; the first column names the row. */
export interface Table {
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** What words of a section mean. */
export interface Notes {
  readonly caption: string;
  readonly notes: readonly (readonly [term: string, meaning: string])[];
}

/** A plot, for the page alone; what it shows is also said in text or in a table. */
interface Figure {
  readonly caption: string;
  readonly svg: Html;
}

/** What a section is made of: sentences, tables, plots and notes. */
export type Part = string | Table | Figure | Notes;

/** A part of the report under one heading, the same for the page and the terminal. */
export interface Section {
  readonly heading: string;
  readonly parts: readonly Part[];
}

/** Makes a section of what the report knows; undefined where it has nothing to say. */
export type SectionMaker = (report: Report) => Section | undefined;
