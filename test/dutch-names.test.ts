import { existsSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { dayNumber, yyyymmdd } from "../packages/synth/src/calendar.ts";
import { initials } from "../packages/synth/src/given-names.ts";
import { lettersOf } from "../packages/synth/src/letters.ts";
import { bsn } from "../packages/synth/src/numbers.ts";
import { population } from "../packages/synth/src/options.ts";
import { People, Person } from "../packages/synth/src/people.ts";
import { surname } from "../packages/synth/src/surnames.ts";

const lists = new URL("../../shared/data/dutch-names/", import.meta.url);
const COUNTRY = 16_300_000;
const PERSONS = 200_000;

const read = (file: string): string[] => readFileSync(new URL(file, lists), "utf8").trimEnd().split("\n").slice(1);

/** Counts of people by a text. */
type Counts = Map<string, number>;

const add = (counts: Counts, key: string, people = 1): void => void counts.set(key, (counts.get(key) ?? 0) + people);

/** How likely two people share the text: the sum of squared shares, without the chance of meeting oneself. */
function concentration(counts: Counts): number {
  let people = 0;
  let pairs = 0;
  for (const n of counts.values()) people += n;
  for (const n of counts.values()) pairs += n * (n - 1);
  return pairs / people / (people - 1);
}

/** Share of the people whose text someone else has too. */
function doubles(counts: Counts): number {
  let shared = 0;
  for (const n of counts.values()) if (n > 1) shared += n;
  return shared / PERSONS;
}

function registry(
  twins: boolean,
): Record<"name8" | "name4" | "men" | "women" | "ngg" | "nggv", Counts> & { twins: number } {
  const people = new People(population({ persons: PERSONS, providers: 12, seed: 3, twins }));
  const person = new Person();
  const counted = {
    name8: new Map(),
    name4: new Map(),
    men: new Map(),
    women: new Map(),
    ngg: new Map(),
    nggv: new Map(),
  };
  let paired = 0;
  for (let i = 0; i < PERSONS; i++) {
    people.read(i, person);
    const letters = lettersOf(surname(person.surname).name);
    const ngg = `${letters.slice(0, 8)} ${person.birth} ${person.sex}`;
    const initial = String(initials[person.given]);
    add(counted.name8, letters.slice(0, 8));
    add(counted.name4, letters.slice(0, 4));
    add(person.sex === 0 ? counted.men : counted.women, initial);
    add(counted.ngg, ngg);
    add(counted.nggv, `${ngg} ${initial}`);
    if (person.twin) paired++;
  }
  return { ...counted, twins: paired };
}

describe("a registry of 200,000", () => {
  let plain: ReturnType<typeof registry>;
  beforeAll(() => void (plain = registry(false)));

  test("shares birth date, sex and name as rarely as real people do", () => {
    expect(doubles(plain.ngg)).toBeGreaterThan(0.0007);
    expect(doubles(plain.ngg)).toBeLessThan(0.0026);
    expect(doubles(plain.nggv)).toBeLessThan(0.0003);
  });

  test("has two percent same-sex twins, few with one initial", () => {
    const { twins, ngg, nggv } = registry(true);
    expect(twins / PERSONS).toBeGreaterThan(0.018);
    expect(twins / PERSONS).toBeLessThan(0.022);
    expect(doubles(ngg)).toBeGreaterThan(0.02);
    expect(doubles(nggv)).toBeLessThan(0.0015);
  });

  test.skipIf(!existsSync(lists))("repeats surnames and initials as the published name lists do", () => {
    const [name8, name4]: [Counts, Counts] = [new Map(), new Map()];
    let listed = 0;
    const bear = (name: string, people: number): void => {
      const letters = lettersOf(name.replace(/^((van|de|der|den|het|el|ten|ter|du|la|le|in|op|'t|'s) )+/i, ""));
      add(name8, letters.slice(0, 8), people);
      add(name4, letters.slice(0, 4), people);
      listed += people;
    };
    for (const line of read("surnames_top1000.csv")) {
      const [, name, bearers] = line.split(",");
      bear(name!, Number(bearers));
    }
    // The lists tell nothing of the bearers of rare names: weigh them by 1/rank in an order that has no meaning.
    const rest = read("surnames_rest.txt");
    const rare = COUNTRY - listed;
    const weight = Array.from(rest, (_, i) => 1 / (1001 + ((i * 7919) % rest.length)));
    const total = weight.reduce((sum, one) => sum + one, 0);
    for (const [i, name] of rest.entries()) bear(name, (weight[i]! / total) * rare);

    const men: Counts = new Map();
    const women: Counts = new Map();
    for (const line of read("given_names.csv")) {
      const [name, m, f] = line.split(",");
      add(men, lettersOf(name!).slice(0, 1), Number(m));
      add(women, lettersOf(name!).slice(0, 1), Number(f));
    }
    for (const [made, real] of [
      [plain.name8, name8],
      [plain.name4, name4],
      [plain.men, men],
      [plain.women, women],
    ] as const) {
      const ratio = concentration(made) / concentration(real);
      expect(ratio).toBeGreaterThan(0.88);
      expect(ratio).toBeLessThan(1.14);
    }
  });
});

test("dates come back from their day numbers", () => {
  for (let day = 0; day < 60_000; day++) {
    const date = new Date(Date.UTC(1900, 0, 1 + day)).toISOString().slice(0, 10).replaceAll("-", "");
    expect(String(yyyymmdd(day))).toBe(date);
  }
  expect(yyyymmdd(dayNumber(2024, 2, 29))).toBe(20_240_229);
});

test("citizen service numbers are distinct and pass the 11-test", () => {
  const seen = new Set<number>();
  for (let person = 0; person < 50_000; person++) {
    const number = bsn(person);
    seen.add(number);
    const sum = [...String(number)].reduce((sum, digit, i) => sum + Number(digit) * (i === 8 ? -1 : 9 - i), 0);
    expect([String(number).length, sum % 11]).toEqual([9, 0]);
  }
  expect(seen.size).toBe(50_000);
});
