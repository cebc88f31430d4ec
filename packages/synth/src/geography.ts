import { Stream, mix, purposeKey } from "./random.ts";
import type { Population } from "./options.ts";

/** Postcode-6 streets in one postcode-4 area. */
const STREETS = 110;
/** Least number of areas a hospital, so that streets are as thinly peopled with patients as in the whole country. */
const AREAS_A_HOSPITAL = 60;
/** Longest time between two moves of a household; any shorter one is as likely. One in nine moves within two years. */
const MONTHS_BETWEEN_MOVES = 216;
/** Postcode letters: no F, I, O, Q, U or Y. */
const LETTERS = "ABCDEGHJKLMNPRSTVWXZ";

/** A dwelling: a street (postcode-6) and a place in it. */
export class Dwelling {
  area = 0;
  street = 0;
  place = 0;

  /** The four digits of the postcode. */
  digits = 0;
  /** Both postcode letters in ten bits, A = 1. */
  letters = 0;
  house = 0;
  /** House letter and addition, "" where there is none. */
  letter = "";
  addition = "";
}

/** Areas of the country, the catchment of each hospital, and where households live over the months. */
export class Geography {
  readonly #areas: number;
  readonly #regionOfArea: Uint16Array;
  readonly #stream = new Stream();
  readonly #key: number;

  constructor(of: Population) {
    this.#key = purposeKey(of.seed, 1);
    const households = of.persons / 2.2;
    this.#areas = Math.min(9000, Math.max(of.providers * AREAS_A_HOSPITAL, Math.ceil(households / (STREETS * 17))));
    // Catchments of very different size, after Zipf with an offset.
    this.#regionOfArea = new Uint16Array(this.#areas);
    let weight = 0;
    for (let r = 0; r < of.providers; r++) weight += 1 / (r + 4);
    let from = 0;
    let sum = 0;
    for (let r = 0; r < of.providers; r++) {
      sum += 1 / (r + 4);
      const to = r === of.providers - 1 ? this.#areas : Math.floor((sum / weight) * this.#areas);
      this.#regionOfArea.fill(r, from, to);
      from = to;
    }
  }

  /** The hospital (0-based) whose catchment an area belongs to. */
  region(area: number): number {
    return this.#regionOfArea[area]!;
  }

  /**
   * Where a household lives in a month: about a quarter of the moves stay in the area, half go to one nearby.
   */
  locate(household: number, month: number, into: Dwelling): void {
    const stream = this.#stream.start(this.#key, household);
    into.area = stream.below(this.#areas);
    this.#settle(stream, into);
    let moved = stream.below(MONTHS_BETWEEN_MOVES);
    while (moved <= month) {
      const distance = stream.below(100);
      if (distance >= 75) into.area = stream.below(this.#areas);
      else if (distance >= 25) into.area = (into.area + stream.below(9) + this.#areas - 4) % this.#areas;
      this.#settle(stream, into);
      moved += 1 + stream.below(MONTHS_BETWEEN_MOVES);
    }
    this.#address(into);
  }

  #settle(stream: Stream, into: Dwelling): void {
    into.street = stream.below(STREETS);
    const dwellings = 15 + (mix(into.area * STREETS + into.street) % 6);
    into.place = stream.below(dwellings);
  }

  #address(into: Dwelling): void {
    const first = Math.floor(into.street / LETTERS.length);
    const second = into.street % LETTERS.length;
    into.digits = 1000 + Math.floor((into.area * 9000) / this.#areas);
    into.letters = (LETTERS.charCodeAt(first) - 64) * 32 + LETTERS.charCodeAt(second) - 64;
    const hash = mix((into.area * STREETS + into.street) ^ 0x2545f491);
    into.house = 1 + (hash % 150) + 2 * into.place;
    // One street in ten is a block of flats: one house number, a letter or an addition a dwelling.
    const flats = (hash >>> 16) % 20;
    into.letter = flats === 0 ? String.fromCharCode(65 + into.place) : "";
    into.addition = flats === 1 ? String(into.place + 1) : "";
    if (flats < 2) into.house = 1 + (hash % 150);
  }
}
