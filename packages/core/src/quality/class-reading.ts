import type { PseudonymType } from "@koppel/pseudonym";

import type { Pattern } from "../model/pattern.ts";

/** Two families of keys that fail for different reasons, and whether a pair is caught by them: the name and the place. */
export interface ClassReading {
  /** Letters of the name that agree: all that any type has, fewer, none though both have a name. */
  readonly name: "all" | "few" | "none" | "missing";
  readonly initial: "same" | "other" | "missing";
  /** Whether the postcode agrees to its last character. */
  readonly place: "agrees" | "differs" | "missing";
  /** The name catches a pair where all letters agree, or some and the initial. */
  readonly nameAgrees: boolean;
}

/** Letters and characters of the most precise types for name and place. */
export interface Precisions {
  readonly letters: number;
  readonly postcode: number;
}

/** The precisions of a table's evidence; 0 where it has no such type. */
export function precisionsOf(types: readonly PseudonymType[]): Precisions {
  return {
    letters: Math.max(0, ...types.map(({ inputs }) => inputs.name ?? 0)),
    postcode: Math.max(0, ...types.map(({ inputs }) => (inputs.date === undefined ? 0 : (inputs.postcode ?? 0)))),
  };
}

/** Reads the levels of a pattern as two families. */
export function readPattern({ name, place }: Pattern, { letters, postcode }: Precisions): ClassReading {
  const [, digits = "0", sign = "?"] = /^name(\d+)([+?-])/.exec(name) ?? [];
  const shared = Number(digits);
  const kept = shared === letters ? "all" : "few";
  const initial = sign === "+" ? "same" : sign === "-" ? "other" : "missing";
  return {
    name: name === "name-missing" ? "missing" : shared === 0 ? "none" : kept,
    initial,
    place: place === "place-missing" ? "missing" : place === `place${postcode}` ? "agrees" : "differs",
    nameAgrees: shared > 0 && (shared === letters || initial === "same"),
  };
}
