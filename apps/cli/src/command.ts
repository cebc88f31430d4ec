import type { Progress } from "@koppel/core";

interface Described {
  /** One line for `--help`. */
  readonly help: string;
}

interface Valued extends Described {
  /** What stands for the value in `--help`: `FILE`. */
  readonly value: string;
  readonly required?: true;
}

/** An option as it is declared: parsing, defaults and `--help` all come from this. */
export type Option =
  | (Described & { readonly type: "flag" })
  | (Valued & {
      readonly type: "text";
      readonly default?: string;
      /** The environment variable that stands in where the option is not given. */
      readonly env?: string;
      readonly choices?: readonly string[];
    })
  | (Valued & { readonly type: "texts" })
  | (Valued & {
      readonly type: "whole";
      readonly default?: number;
      readonly least: number;
      readonly most: number;
    })
  /** More than nothing, less than all. */
  | (Valued & { readonly type: "share"; readonly default?: number });

/** Options by name, without the dashes. */
export type Options = Readonly<Record<string, Option>>;

type Sure<O, T> = O extends { default: T } | { required: true } ? T : T | undefined;

type Value<O extends Option> = O extends { type: "flag" }
  ? boolean
  : O extends { type: "texts" }
    ? readonly string[]
    : O extends { type: "whole" | "share" }
      ? Sure<O, number>
      : Sure<O, string>;

/** What an invocation gave for each option, defaults filled in. */
export type Values<O extends Options> = { readonly [Name in keyof O]: Value<O[Name]> };

/** How a verb is watched and stopped, and how it speaks while it works. */
export interface Job {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  /** Prints a paragraph now: to stdout, or with `--json` to stderr. */
  readonly say: (text: string) => void;
}

/** One invocation of a verb. */
interface Call<O extends Options = Options> {
  readonly values: Values<O>;
  readonly operands: readonly string[];
  readonly job: Job;
}

/** What a verb has to tell. */
interface Outcome {
  /** The document that `--json` prints. */
  readonly result: unknown;
  /** The same for people, without the last line end; empty where all is said. */
  readonly text: string;
  /** False where the data or the state say no: exit code 1. */
  readonly ok?: boolean;
}

/** A verb of the command, declared once. */
export interface Verb<O extends Options = Options> {
  /** One word, or two as in `registry add`. */
  readonly name: string;
  /** One line for the overview. */
  readonly summary: string;
  /** What follows the verb without dashes, and how many of them. */
  readonly operands?: { readonly name: string; readonly least: number; readonly most: number };
  readonly options: O;
  /** Command lines that work as written. */
  readonly example: string;
  run(call: Call<O>): Outcome | Promise<Outcome>;
}

/** Declares a verb; the types of its values follow from its options. */
export function defineVerb<const O extends Options>(verb: Verb<O>): Verb<O> {
  return verb;
}
