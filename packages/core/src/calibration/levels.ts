/** A level of the name as its parts: how many letters agree, and what the initials say. */
export interface NameParts {
  /** 0 where the name differs or is missing. */
  readonly letters: number;
  /** `+` the same, `-` another, `?` missing; empty where the letters say nothing. */
  readonly initial: "+" | "-" | "?" | "";
}

/** Takes a level of the name apart. @example nameParts("name8-initial"); // { letters: 8, initial: "-" } */
export function nameParts(level: string): NameParts {
  const [, letters, initial] = /^name(\d+)([+?-])initial$/.exec(level) ?? [];
  return letters === undefined
    ? { letters: 0, initial: "" }
    : { letters: Number(letters), initial: initial as NameParts["initial"] };
}

/** Characters of the postcode that agree, 0 where none do. */
export function placeCharacters(level: string): number {
  return Number(/^place(\d+)$/.exec(level)?.[1] ?? 0);
}
