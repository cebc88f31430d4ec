import { Stream } from "./random.ts";
import type { NameSlip } from "./registration.ts";
import { surname } from "./surnames.ts";

const ALPHABET = "eanirtsodlhgvkmbupwjczfyxq";
const stream = new Stream();

/** A surname as recorded, the slip included: prefix (may be empty) and name (empty when missing). */
export function recordedName(number: number, slip: NameSlip, seed: number): { prefix: string; name: string } {
  const { prefix, name } = surname(number);
  switch (slip) {
    case "none":
      return { prefix, name };
    case "typing":
      return { prefix, name: mistyped(name, seed) };
    case "missing":
      return { prefix: "", name: "" };
    case "prefix-after":
      return { prefix: "", name: prefix === "" ? name : `${name}, ${prefix}` };
    case "prefix-short":
      return { prefix: "", name: prefix === "" ? name : `${abbreviated(prefix)} ${name}` };
  }
}

function abbreviated(prefix: string): string {
  return prefix
    .split(" ")
    .map((word) => word[0])
    .join("");
}

/** One letter changed, lost, added or exchanged with the next, anywhere in the name. */
function mistyped(name: string, seed: number): string {
  stream.start(0x51ed270b, seed);
  const at = stream.below(name.length);
  const kind = stream.below(10);
  let letter = ALPHABET[stream.below(12)]!;
  if (letter === name[at]!.toLowerCase()) letter = "u";
  if (at === 0) letter = letter.toUpperCase();
  const before = name.slice(0, at);
  const after = name.slice(at + 1);
  if (kind < 5 || name.length < 3) return before + letter + after;
  if (kind < 7) return before + after;
  if (kind < 9) return before + name[at] + letter.toLowerCase() + after;
  return before + after.slice(0, 1) + name[at] + after.slice(1);
}
