const CODES: Readonly<Record<string, string>> = {
  m: "M",
  man: "M",
  male: "M",
  "1": "M",
  v: "V",
  f: "V",
  vrouw: "V",
  female: "V",
  "2": "V",
};

/** `M`, `V`, or "" for anything that says neither (N11). */
export function sex(input: string): string {
  const code = input.trim().toLowerCase();
  return Object.hasOwn(CODES, code) ? CODES[code]! : "";
}
