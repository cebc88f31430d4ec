import type { PairEvidence } from "@koppel/core";

/** The class of a pair as tables show it: two providers go without saying. */
export function shortClass(name: string): string {
  return name.replace(" other-provider", "");
}

/** The sides of classes as headings. */
export const sideTitles: Readonly<Record<string, string>> = {
  "other-provider": "Two hospitals",
  "same-provider": "One hospital gave two numbers",
  "no-number": "Without a patient number",
};

/** A level of the name where room is short: how many letters of the surname agree, and the initial. @example "8, other initial" */
export function briefName(level: string): string {
  const [, letters, initial] = /^name(\d+)(.)/.exec(level) ?? [];
  if (letters === undefined) return level === "name-missing" ? "missing" : "other";
  return `${letters}, ${{ "+": "same initial", "-": "other initial", "?": "no initial" }[initial!] ?? level}`;
}

/** A level of the place where room is short. */
export function briefPlace(level: string): string {
  return { place6: "same", place4: "same area", "place-differs": "other", "place-missing": "missing" }[level] ?? level;
}

const sides: Record<string, string> = {
  "other-provider": "at two hospitals",
  "same-provider": "two patient numbers of one hospital",
  "no-number": "without patient number",
};

/** What the levels of a pair say, in plain words: `same surname, other initial, same postcode, at two hospitals`. */
export function inWords({ name, place, number, side }: PairEvidence["levels"]): string {
  const words = [...nameWords(name), placeWords(place)];
  if (number === "number-same") words.push("same citizen service number");
  if (number === "number-differs") words.push("other citizen service number");
  words.push(sides[side] ?? side);
  return words.join(", ");
}

function nameWords(level: string): string[] {
  if (level === "name-differs") return ["other surname"];
  if (level === "name-missing") return ["surname missing"];
  const [, letters, initial] = /^name(\d+)(.)/.exec(level) ?? [];
  const initials: Record<string, string> = { "+": "same initial", "-": "other initial", "?": "initial missing" };
  return [`same first ${letters} letters of the surname`, initials[initial ?? ""] ?? level];
}

function placeWords(level: string): string {
  const words: Record<string, string> = {
    place6: "same postcode",
    place4: "same postcode area",
    "place-differs": "other postcode",
    "place-missing": "postcode missing",
  };
  return words[level] ?? level;
}
