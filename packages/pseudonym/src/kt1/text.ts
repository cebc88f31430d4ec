// U+1FEF and U+1FFD are canonically equal to U+0060 and U+00B4, so that NFC and NFD of a text agree.
const APOSTROPHES = /[\u2018\u2019\u201B\u02BC\u2032\u2035\u0060\u00B4\u1FEF\u1FFD]/g;
const ASCII = /^[\x20-\x7e]*$/;
const SPACES = /\s+/g;

const FOLDED: Readonly<Record<string, string>> = {
  ß: "SS",
  Æ: "AE",
  Œ: "OE",
  Ø: "O",
  Ł: "L",
  Đ: "D",
  Ð: "D",
  Þ: "TH",
  ı: "I",
  Ħ: "H",
  Ŋ: "NG",
  Ŧ: "T",
  ĸ: "K",
  Ə: "A",
};
const LETTERS = /[ßẞÆæŒœØøŁłĐđÐðÞþıĦħŊŋŦŧĸƏə]/g;

/** N3: one kind of apostrophe, no outer and only single inner spaces. */
export function tidy(text: string): string {
  let tidied = text;
  if (ASCII.test(text)) {
    if (text.includes("`")) tidied = text.replaceAll("`", "'");
  } else {
    // U+00B4 would decompose into a space and an accent, so apostrophes are mapped before the normalisation, too.
    tidied = text.replace(APOSTROPHES, "'").normalize("NFKC").replace(APOSTROPHES, "'");
  }
  return tidied.replace(SPACES, " ").trim();
}

/** N1 and N2: base letters in upper case, the same in every locale; what is no letter stays. */
export function fold(text: string): string {
  if (ASCII.test(text)) return text.toUpperCase();
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(LETTERS, (letter) => FOLDED[letter] ?? FOLDED[letter.toUpperCase()] ?? "SS")
    .toUpperCase();
}
