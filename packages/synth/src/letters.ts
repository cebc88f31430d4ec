/**
 * The letters A-Z of a name as linkage sees them: base letters, upper case, one prefix not part of it.
 *
 * It follows normalisation profile KT1 (rules N1, N2, N5, N6) as far as the names of this package need.
 */
export function lettersOf(name: string): string {
  return name
    .replaceAll("ı", "i")
    .replaceAll("ł", "l")
    .replaceAll("Ł", "L")
    .normalize("NFKD")
    .toUpperCase()
    .replaceAll(/[^A-Z]/g, "");
}

/** How many letters {@link packLetters} keeps. */
export const PACKED_LETTERS = 12;

/**
 * The first letters of a name, five bits each, as two numbers of six letters; a name that is short ends in zeros.
 * Different letters give different numbers.
 */
export function packLetters(letters: string, from: number): number {
  let packed = 0;
  for (let i = from; i < from + 6; i++) packed = packed * 32 + (i < letters.length ? letters.charCodeAt(i) - 64 : 0);
  return packed;
}
