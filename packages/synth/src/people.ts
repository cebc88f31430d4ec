import { dayNumber } from "./calendar.ts";
import { givenName, initials } from "./given-names.ts";
import type { Population } from "./options.ts";
import { Stream, purposeKey } from "./random.ts";
import { drawSurname } from "./surnames.ts";

/** Twelve persons make a block; each line cuts a block into households. */
const blocks = [
  [1, 1, 1, 1, 2, 2, 4],
  [1, 1, 2, 2, 2, 4],
  [1, 1, 1, 2, 3, 4],
  [1, 1, 1, 2, 2, 5],
  [1, 1, 2, 2, 3, 3],
  [2, 2, 2, 2, 4],
  [1, 1, 1, 1, 1, 2, 2, 3],
  [1, 2, 2, 3, 4],
] as const;
const BLOCK = 12;
const first = new Uint8Array(blocks.length * BLOCK);
const sizes = new Uint8Array(blocks.length * BLOCK);
for (const [row, cut] of blocks.entries()) {
  let at = 0;
  for (const size of cut) {
    first.fill(at, row * BLOCK + at, row * BLOCK + at + size);
    sizes.fill(size, row * BLOCK + at, row * BLOCK + at + size);
    at += size;
  }
}

/** One person as {@link People.read} leaves it; the object is used again for the next. */
export class Person {
  /** Number of the person, 0-based. */
  number = 0;
  /** Number of the first person of the household, which stands for the household. */
  household = 0;
  twin = false;
  /** Birth surname, and the partner's or -1 (numbers of `surname`). */
  surname = 0;
  partner = -1;
  /** 0 man, 1 woman. */
  sex = 0;
  /** Days since 1 January 1900. */
  birth = 0;
  /** Two given names (numbers of `givenNames`). */
  given = 0;
  second = 0;
  /** How many hospitals beside the own region's one the person may visit, 0 to 4. */
  breadth = 0;
}

/** Persons as a pure function of seed and number: any order, no memory. */
export class People {
  readonly #of: Population;
  readonly #homes = new Stream();
  readonly #own = new Stream();
  readonly #blockKey: number;
  readonly #homeKey: number;
  readonly #ownKey: number;
  readonly #start: number;
  readonly #twinShare: number;
  readonly #twinLoyalty: number;

  constructor(of: Population) {
    this.#of = of;
    this.#blockKey = purposeKey(of.seed, 2);
    this.#homeKey = purposeKey(of.seed, 3);
    this.#ownKey = purposeKey(of.seed, 4);
    this.#start = dayNumber(2025 - of.years, 1, 1);
    // A pair takes one household of two persons or more; there are 0.285 of those a person.
    this.#twinShare = of.twins ? 0.01 / 0.285 : 0;
    this.#twinLoyalty = of.profile === "children" ? 0.1 : 0.87;
  }

  /** Makes person `number` (0-based). */
  read(number: number, into: Person): void {
    const block = Math.floor(number / BLOCK);
    const slot = number - block * BLOCK;
    const row = this.#own.start(this.#blockKey, block).below(blocks.length) * BLOCK + slot;
    const size = sizes[row]!;
    const place = slot - first[row]!;
    into.number = number;
    into.household = number - place;

    const home = this.#homes.start(this.#homeKey, into.household);
    const own = this.#own.start(this.#ownKey, number);
    const twins = home.chance(this.#twinShare) && size > 1;
    into.twin = twins && place >= size - 2;
    const family = drawSurname(home);
    const other = drawSurname(home);
    const adults = this.#adults(size, twins);
    const headAge = this.#headAge(home, size, adults);
    const sexes = home.next();
    const isAdult = place < adults;

    into.surname = place === 1 && isAdult ? other : family;
    into.sex = own.below(2);
    into.partner = -1;
    if (isAdult && adults === 2) {
      // One couple in fifty is of one sex.
      into.sex = sexes % 50 === 0 ? (sexes >>> 16) & 1 : place;
      into.partner = place === 1 ? family : other;
    } else if (isAdult && own.chance(0.4)) into.partner = drawSurname(own);

    if (isAdult && place === 0) into.birth = this.#start - headAge;
    else if (isAdult) into.birth = this.#start - Math.max(18 * 365, headAge - 2200 + own.below(2900));
    else if (adults > 0) into.birth = this.#start - own.below(Math.min(22 * 365, headAge - 18 * 365));
    else into.birth = this.#start - (size > 1 || this.#of.profile === "children" ? own.below(16 * 365) : headAge);

    into.given = givenName(into.sex, own.next(), own.next());
    into.second = own.chance(0.5) ? givenName(into.sex, own.next(), own.next()) : -1;
    into.breadth = breadth(own.below(1000));
    if (into.twin) this.#twin(into, home, place - size + 2, adults === 0 ? headAge : 0);
  }

  #adults(size: number, twins: boolean): number {
    if (this.#of.profile === "children") return 0;
    if (twins) return Math.min(2, size - 2);
    return Math.min(2, size);
  }

  /** Age of the head of the household in days, at the first month. Patients are older than the population is. */
  #headAge(home: Stream, size: number, adults: number): number {
    const a = home.below(72 * 365);
    const b = home.below(72 * 365);
    if (this.#of.profile === "children") return a % (16 * 365);
    if (size > 2 && adults > 0) return 27 * 365 + (a % (33 * 365));
    return 21 * 365 + Math.max(a, b);
  }

  /** Co-twins share sex, day of birth, surname and hospitals; few share an initial. */
  #twin(into: Person, home: Stream, which: number, age: number): void {
    into.sex = home.below(2);
    const young = home.below(16 * 365);
    into.birth = this.#start - (age || young);
    into.partner = -1;
    const one = givenName(into.sex, home.next(), home.next());
    const alike = home.chance(0.036);
    let two = givenName(into.sex, home.next(), home.next());
    for (let i = 0; i < 40 && (initials[one] === initials[two]) !== alike; i++) {
      two = givenName(into.sex, home.next(), home.next());
    }
    into.given = which === 0 ? one : two;
    into.breadth = home.chance(this.#twinLoyalty) ? 0 : breadth(home.below(1000));
  }
}

function breadth(perMille: number): number {
  if (perMille < 220) return 0;
  if (perMille < 670) return 1;
  if (perMille < 880) return 2;
  return perMille < 960 ? 3 : 4;
}
