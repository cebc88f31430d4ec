import { prefixes } from "./prefixes.ts";
import { fold, tidy } from "./text.ts";

const PLACEHOLDER = /^(?:\.|onbekend|unknown|nnb|n\.n\.b\.|\?+|x+)$/i;
const NOT_LETTERS = /[^A-Z]/g;
const GLUED = new Set(["'s", "'t"]);

interface Prefix {
  readonly text: string;
  /** Whether the name may follow without a space: `d'Olyrook`. */
  readonly glued: boolean;
}

const byFirstCharacter: ReadonlyMap<string, readonly Prefix[]> = Map.groupBy(
  prefixes
    .map((text) => ({ text, glued: GLUED.has(text) || text.endsWith("'") }))
    .sort((a, b) => b.text.length - a.text.length),
  (prefix) => prefix.text.charAt(0),
);

/**
 * The letters A-Z of a birth name without its voorvoegsel, or "" if there is no name (N3, N8, N5, N1, N2, N6).
 *
 * @example surname("van den Berg"); // "BERG"
 */
export function surname(birthName: string): string {
  const name = tidy(birthName);
  if (name === "" || PLACEHOLDER.test(name)) return "";
  const lower = name.toLowerCase();
  for (const { text, glued } of byFirstCharacter.get(lower.charAt(0)) ?? []) {
    if (!lower.startsWith(text) || !(glued || lower.charAt(text.length) === " ")) continue;
    const rest = letters(name.slice(text.length));
    if (rest !== "") return rest;
  }
  return letters(name);
}

function letters(text: string): string {
  return fold(text).replace(NOT_LETTERS, "");
}
