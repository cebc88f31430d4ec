import { commonSurnames } from "./common-surnames.ts";
import { lettersOf, packLetters } from "./letters.ts";
import type { Stream } from "./random.ts";
import { rareSurname } from "./rare-surnames.ts";

/** Bearers of the common names are given in thousands of this many. */
const COUNTRY = 16_300;

/** The share, in percent of rare bearers, of each octave of rare names: 256 names, then 512, then 1,024 ... */
const octaves = [7, 10, 11, 11, 11, 11, 11, 10, 9, 9] as const;
const FIRST_OCTAVE = 256;

const common = commonSurnames.flatMap(([thousands, names]) =>
  names.split("; ").map((full) => {
    const at = full.search(/\p{Lu}/u);
    return { thousands, prefix: full.slice(0, at).trim(), name: full.slice(at) };
  }),
);
const cumulative = Float64Array.from(common, ({ thousands }) => thousands);
for (let i = 1; i < cumulative.length; i++) cumulative[i]! += cumulative[i - 1]!;
const commonBearers = cumulative.at(-1)!;

const COUNT = common.length + FIRST_OCTAVE * (2 ** octaves.length - 1);
const head = new Uint32Array(COUNT);
const tail = new Uint32Array(COUNT);

/** Draws a surname, known by its number: a fifth of the people bear a common name, the others one of 260,000 rare ones. */
export function drawSurname(stream: Stream): number {
  const ticket = (stream.next() / 0x1_0000_0000) * COUNTRY;
  if (ticket < commonBearers) {
    let low = 0;
    let high = cumulative.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ticket < cumulative[middle]!) high = middle;
      else low = middle + 1;
    }
    return low;
  }
  let percent = stream.below(100);
  let octave = 0;
  while (percent >= octaves[octave]!) percent -= octaves[octave++]!;
  return common.length + FIRST_OCTAVE * (2 ** octave - 1) + stream.below(FIRST_OCTAVE * 2 ** octave);
}

/** Prefix (may be empty) and name of a surname number. */
export function surname(number: number): { readonly prefix: string; readonly name: string } {
  return common[number] ?? rareSurname(number - common.length);
}

/** Letters 1-6 of a surname, as {@link packLetters} gives them; worked out once a name. */
export function surnameHead(number: number): number {
  if (head[number] === 0) remember(number);
  return head[number]!;
}

/** Letters 7-12 of a surname. */
export function surnameTail(number: number): number {
  if (head[number] === 0) remember(number);
  return tail[number]!;
}

function remember(number: number): void {
  const letters = lettersOf(surname(number).name);
  head[number] = packLetters(letters, 0);
  tail[number] = packLetters(letters, 6);
}
