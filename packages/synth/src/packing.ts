import type { Component, PseudonymType } from "@koppel/pseudonym";
import type { Dwelling } from "./geography.ts";
import { initials } from "./given-names.ts";
import { PACKED_LETTERS, lettersOf, packLetters } from "./letters.ts";
import { recordedName } from "./recorded-name.ts";
import type { Registration } from "./registration.ts";
import { surnameHead, surnameTail } from "./surnames.ts";

/**
 * The inputs of one visit as small numbers, each in a word of its own: equal inputs give equal numbers and different
 * ones different numbers, as in the canonical strings of KT1. -1 = missing.
 */
export class Packed {
  person = 0;
  event = 0;
  /** Letters 1-6 and 7-12 of the surname. */
  head = 0;
  tail = 0;
  initial = 0;
  birth = 0;
  sex = 0;
  /** Postcode digits and letters. */
  digits = 0;
  letters = 0;
  house = 0;
  suffix = 0;
  bsn = 0;
  provider = 0;
  mrn = 0;

  /** Packs a visit. */
  read(visit: Registration): void {
    this.person = visit.person;
    this.event = visit.event;
    if (visit.slip === "none") {
      this.head = surnameHead(visit.surname);
      this.tail = surnameTail(visit.surname);
    } else {
      // As KT1 does, a prefix in front of the name would be stripped; one that is abbreviated or comes after stays.
      const letters = lettersOf(recordedName(visit.surname, visit.slip, visit.slipSeed).name);
      this.head = letters === "" ? -1 : packLetters(letters, 0);
      this.tail = packLetters(letters, 6);
    }
    this.initial = visit.given < 0 ? -1 : initials[visit.given]!;
    this.birth = visit.birth;
    this.sex = visit.sex;
    this.digits = visit.hasPostcode ? visit.home.digits : -1;
    this.letters = visit.home.letters;
    this.house = visit.home.house;
    this.suffix = suffix(visit.home);
    this.bsn = visit.bsn;
    this.provider = visit.provider;
    this.mrn = visit.mrn;
  }
}

/** House letter and addition together, up to three characters. */
function suffix({ letter, addition }: Dwelling): number {
  const text = letter + addition;
  let packed = 0;
  for (let i = 0; i < text.length; i++) packed = packed * 128 + text.charCodeAt(i);
  return packed;
}

/** Puts the inputs of a type into a 16-byte block at `at` words; false = an input is missing. */
export type BlockWriter = (packed: Packed, words: Int32Array, at: number) => boolean;

/** How many of the leading five-bit letters of a six-letter number stay. */
const letterMask = (count: number): number =>
  count >= 6 ? 0x3fffffff : (0x3fffffff << (5 * (6 - Math.max(0, count)))) & 0x3fffffff;

/**
 * The block layout of a pseudonym type: word 0 date, sex and initial; words 1 and 2 the name, or else a number (BSN; house
 * number with suffix; provider with patient number); word 3 the postcode.
 *
 * @throws RangeError for a type that combines what shares a word here, or takes more than 12 letters.
 */
export function blockWriter({ name, inputs }: PseudonymType): BlockWriter {
  const has = (component: Component): boolean => inputs[component] !== undefined;
  const sharing = [has("name"), has("bsn"), has("house"), has("mrn") || has("provider")].filter(Boolean).length;
  if (sharing > 1 || (inputs.name ?? 0) > PACKED_LETTERS) {
    throw new RangeError(
      `pseudonym type ${name}: these inputs do not fit a synthetic delivery; write patient files instead`,
    );
  }
  const [byName, byDate, bySex, byInitial] = [has("name"), has("date"), has("sex"), has("initial")];
  const [byPostcode, byHouse, byBsn, byProvider, byMrn] = [
    has("postcode"),
    has("house"),
    has("bsn"),
    has("provider"),
    has("mrn"),
  ];
  const headMask = letterMask(inputs.name ?? 0);
  const tailMask = letterMask((inputs.name ?? 0) - 6);
  const fullPostcode = (inputs.postcode ?? 0) > 4;
  return (packed, words, at) => {
    if (byName && packed.head < 0) return false;
    if (byInitial && packed.initial < 0) return false;
    if (byPostcode && packed.digits < 0) return false;
    if (byBsn && packed.bsn < 0) return false;
    if (byMrn && packed.mrn < 0) return false;
    words[at] =
      ((byDate ? packed.birth - 19_000_000 : 0) * 2 + (bySex ? packed.sex : 0)) * 32 + (byInitial ? packed.initial : 0);
    words[at + 1] = byName
      ? packed.head & headMask
      : byBsn
        ? packed.bsn
        : byHouse
          ? packed.house
          : byMrn
            ? packed.mrn
            : 0;
    words[at + 2] = byName ? packed.tail & tailMask : byHouse ? packed.suffix : byProvider ? packed.provider + 1 : 0;
    words[at + 3] = byPostcode ? packed.digits * 1024 + (fullPostcode ? packed.letters : 0) : 0;
    return true;
  };
}
