import { dayNumber, yyyymmdd } from "./calendar.ts";
import { Dwelling, type Geography } from "./geography.ts";
import { givenName, initials } from "./given-names.ts";
import { Numbers, bsn } from "./numbers.ts";
import type { Population } from "./options.ts";
import { Person, type People } from "./people.ts";
import { Stream, purposeKey } from "./random.ts";

/** What goes wrong in a recorded surname. */
export type NameSlip = "none" | "typing" | "prefix-after" | "prefix-short" | "missing";

/** How often something goes wrong in a registration (a person at a hospital), per 100,000. */
const NAME_TYPING = 1950;
const PREFIX_SLIP = 300;
const WRONG_DATE = 800;
/** The same as probabilities. */
const WRONG_SEX = 0.0015;
const PARTNER_NAME = 0.02;
/** A call name with another initial; children seldom have one. */
const CALL_NAME = { general: 0.017, children: 0.011 } as const;
const TWO_NUMBERS = 0.01;
/** Of the visits of a patient who goes to other hospitals too, the share that is elsewhere. */
const ELSEWHERE = 0.5;
const STALE_ADDRESS = 0.11;

/** One visit as a hospital wrote it down; the object is used again for the next. */
export class Registration {
  provider = 0;
  person = 0;
  /** Patient number, or -1. */
  mrn = -1;
  /** Number of the surname, the partner's perhaps. */
  surname = 0;
  slip: NameSlip = "none";
  /** A random number that says where and how a typing error falls. */
  slipSeed = 0;
  /** First and second given name, -1 = none. */
  given = 0;
  second = -1;
  /** YYYYMMDD. */
  birth = 0;
  /** 0 man, 1 woman. */
  sex = 0;
  hasPostcode = true;
  readonly home = new Dwelling();
  /** Citizen service number, or -1. */
  bsn = -1;
  /** YYYYMMDD. */
  event = 0;
}

/** Turns a visit (person, month) into what the hospital recorded, errors included: a pure function of both. */
export class Registrar {
  readonly #of: Population;
  readonly #people: People;
  readonly #geography: Geography;
  readonly #numbers: Numbers;
  readonly #person = new Person();
  readonly #home = new Dwelling();
  readonly #visit = new Stream();
  readonly #file = new Stream();
  readonly #places = new Stream();
  readonly #visitKey: number;
  readonly #fileKey: number;
  readonly #placesKey: number;
  readonly #months: number;
  readonly #start: number;

  constructor(of: Population, people: People, geography: Geography) {
    this.#of = of;
    this.#people = people;
    this.#geography = geography;
    this.#numbers = new Numbers(of.seed, of.providers);
    this.#visitKey = purposeKey(of.seed, 7);
    this.#fileKey = purposeKey(of.seed, 8);
    this.#placesKey = purposeKey(of.seed, 9);
    this.#months = of.years * 12;
    this.#start = 2025 - of.years;
  }

  /** Records the visit of a person in a month (0-based from the start). */
  record(number: number, month: number, into: Registration): void {
    const person = this.#person;
    this.#people.read(number, person);
    const visit = this.#visit.start(this.#visitKey, number, month + 1);
    into.person = number;
    into.event = yyyymmdd(dayNumber(this.#start + Math.floor(month / 12), (month % 12) + 1, 1) + visit.below(28));

    this.#geography.locate(person.household, month, this.#home);
    into.provider = this.#hospital(person, visit);
    const desk = this.#file.start(this.#fileKey, number, into.provider * 2 + 1);
    const twoNumbers = desk.chance(TWO_NUMBERS);
    // A hospital that does not ask again has the address of some time ago.
    const lag = desk.chance(STALE_ADDRESS) ? desk.below(48) : 0;
    this.#geography.locate(person.household, Math.max(0, month - lag), into.home);
    into.hasPostcode = !visit.chance(0.004);
    const second = visit.chance(0.5) && twoNumbers;
    const noNumber = visit.chance(0.001);
    into.mrn = !this.#of.patientNumbers || noNumber ? -1 : this.#numbers.patientNumber(into.provider, number, second);
    into.bsn = visit.chance(0.97) ? bsn(number) : -1;
    this.#identity(person, month, visit, into);
  }

  /** The region's hospital, or one of the few others that the household goes to. */
  #hospital(person: Person, visit: Stream): number {
    const count = this.#of.providers;
    const region = this.#geography.region(this.#home.area);
    if (person.breadth === 0 || !visit.chance(ELSEWHERE)) return region;
    const choice = this.#places.start(this.#placesKey, person.household, visit.below(person.breadth));
    const kind = choice.below(100);
    const step = choice.below(count);
    const other = kind < 50 ? region + 1 : kind < 75 ? step % 2 : step;
    return other % count === region ? (region + count - 1) % count : other % count;
  }

  /** Name, date of birth and sex as this hospital has them on file, with what it corrected in the mean time. */
  #identity(person: Person, month: number, visit: Stream, into: Registration): void {
    const file = this.#file.start(this.#fileKey, person.number, into.provider * 2);
    const corrected = file.chance(0.35) && month >= file.below(this.#months);
    const error = file.below(100_000);
    const date = file.below(100_000);
    into.slipSeed = file.next();
    into.surname = person.surname;
    into.slip = "none";
    if (!corrected && error < NAME_TYPING) into.slip = "typing";
    else if (!corrected && error < NAME_TYPING + PREFIX_SLIP) into.slip = error % 3 ? "prefix-short" : "prefix-after";
    else if (file.chance(PARTNER_NAME) && person.sex === 1 && person.partner >= 0) into.surname = person.partner;
    if (visit.chance(0.0002)) into.slip = "missing";

    into.given = person.given;
    into.second = person.second;
    if (file.chance(CALL_NAME[this.#of.profile])) this.#callName(file, person, into);
    if (visit.chance(0.001)) into.given = -1;

    into.sex = !corrected && file.chance(WRONG_SEX) ? 1 - person.sex : person.sex;
    into.birth = yyyymmdd(!corrected && date < WRONG_DATE ? wrongBirth(person.birth, file) : person.birth);
  }

  #callName(file: Stream, person: Person, into: Registration): void {
    into.second = -1;
    for (let i = 0; i < 8; i++) {
      into.given = givenName(person.sex, file.next(), file.next());
      if (initials[into.given] !== initials[person.given]) return;
    }
  }
}

/** A date of birth with a slip: the wrong day, month or year, or day and month exchanged. */
function wrongBirth(birth: number, file: Stream): number {
  const date = yyyymmdd(birth);
  const year = Math.floor(date / 10_000);
  const month = Math.floor(date / 100) % 100;
  const day = date % 100;
  switch (file.below(4)) {
    case 0:
      return dayNumber(year, month, (day % 28) + 1);
    case 1:
      return dayNumber(year, (month % 12) + 1, Math.min(day, 28));
    case 2:
      return birth - [365, 366, 3652, 3653][file.below(4)]!;
    default:
      return day <= 12 && day !== month ? dayNumber(year, day, month) : birth - 1;
  }
}
