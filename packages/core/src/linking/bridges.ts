import { sameValue, tableSize } from "../evidence/dictionary.ts";
import { WORDS } from "../evidence/block.ts";
import { BondIndex, type Verdicts } from "./decisions.ts";
import { areApart, excludeEachOther, Holdings, holdingsOf, standingBonds } from "./holdings.ts";
import { DECIDED, LOCAL_NUMBER, SERVICE_NUMBER, type Roster } from "./roster.ts";
import { UnionFind } from "./union-find.ts";

/** What joins persons beyond their birth groups. */
export interface Bridges {
  /** Persons that are one with a person of a lower number: by number, the lowest. */
  readonly joined: ReadonlyMap<number, number>;
  /** Persons that a number or a human connects but that must not simply be joined: ascending, at least two each. */
  readonly questions: readonly (readonly number[])[];
  /** Numbers with too many bearers to mean anything; they join and ask nothing. */
  readonly placeholders: number;
}

/** Persons that may bear one number before it counts as a placeholder. */
const BEARER_LIMIT = 16;

/**
 * Joins persons of different birth groups: first those whom a human made one, then those that stand under one patient number of one
 * provider, since a birth date or sex was corrected. Where that would put two numbers of one provider together which no single person had
 * and no human put together, or two whom a human keeps apart, all persons so connected stay apart and are asked about. A number connects
 * nobody whom a human keeps apart. The same citizen service number in two persons only asks (R5, DOMAIN section 2). Pure and independent
 * of the order of entries. O(entries).
 *
 * @param rosters those of all partitions
 * @param limit most persons that may bear a number; one with more is a placeholder, as no birth date is corrected so often
 */
export function findBridges(rosters: readonly Roster[], verdicts: Verdicts, limit: number = BEARER_LIMIT): Bridges {
  const index = new BondIndex(verdicts);
  const bonds = standingBonds(rosters, index);
  const all = sharedNumbers(rosters);
  const shared = all.filter(({ persons }) => persons.length <= limit);
  const spread = [...bonds.values()].filter(({ persons }) => persons.size > 1);
  const persons = [...new Set([...shared, ...spread].flatMap((each) => [...each.persons]))].toSorted((a, b) => a - b);
  const position = new Map(persons.map((person, i) => [person, i]));
  const joining = new Joining(holdingsOf(rosters, position, bonds), index);
  const pairsOf = (bearers: Iterable<number>): Pair[] => pairs(Array.from(bearers, (person) => position.get(person)!));
  const sharing = (kind: number): Pair[] =>
    shared
      .flatMap((number) => (number.kind === kind ? pairsOf(number.persons) : []))
      .filter(([a, b]) => !joining.keepsApart(a, b));

  joining.connect(
    spread.flatMap((bond) => pairsOf(bond.persons)),
    spread.map(({ holdings }) => holdings),
  );
  joining.connect(sharing(LOCAL_NUMBER), []);
  joining.ask(sharing(SERVICE_NUMBER));
  return {
    joined: new Map(
      persons.flatMap((person, i) => (joining.find(i) === i ? [] : [[person, persons[joining.find(i)]]])),
    ),
    questions: joining.questions().map((question) => question.map((i) => persons[i])),
    placeholders: all.length - shared.length,
  };
}

type Pair = readonly [number, number];

/** Persons, by position, while they become one or a question. */
class Joining {
  readonly #index: BondIndex;
  readonly #joined: UnionFind;
  readonly #asked: UnionFind;
  /** What the whole holds that a person at this position stands for. */
  readonly #holdings: Holdings[];

  constructor(holdings: Holdings[], index: BondIndex) {
    this.#index = index;
    this.#holdings = holdings;
    this.#joined = new UnionFind(holdings.length);
    this.#asked = new UnionFind(holdings.length);
  }

  find(person: number): number {
    return this.#joined.find(person);
  }

  keepsApart(a: number, b: number): boolean {
    return areApart(this.#holdings[this.find(a)], this.#holdings[this.find(b)], this.#index);
  }

  /** Makes one of all that these pairs connect, or asks about them where they exclude each other. */
  connect(links: readonly Pair[], witnesses: readonly Holdings[]): void {
    const wanted = new UnionFind(this.#holdings.length);
    for (const [a, b] of links) wanted.union(this.find(a), this.find(b));
    for (const wholes of components(wanted)) {
      const holdings = wholes.map((i) => this.#holdings[i]);
      if (excludeEachOther(holdings, witnesses, this.#index)) this.ask(pairs(wholes));
      else {
        for (const whole of wholes) this.#joined.union(wholes[0], whole);
        this.#holdings[this.find(wholes[0])] = Holdings.of(holdings);
      }
    }
  }

  ask(links: readonly Pair[]): void {
    for (const [a, b] of links) this.#asked.union(a, b);
  }

  /** What is asked, of wholes as they are now. */
  questions(): number[][] {
    const whole = new UnionFind(this.#holdings.length);
    for (let i = 0; i < this.#holdings.length; i++) {
      whole.union(i, this.#asked.find(i));
      whole.union(i, this.find(i));
    }
    return components(whole)
      .map((connected) => connected.filter((i) => this.find(i) === i))
      .filter((question) => question.length > 1);
  }
}

function pairs(of: readonly number[]): Pair[] {
  return of.flatMap((a, i) => of.slice(i + 1).map((b) => [a, b] as const));
}

/** The sets of two or more, ascending. */
function components(sets: UnionFind): number[][] {
  const { labels, size } = sets.labels();
  const found: number[][] = Array.from({ length: size }, () => []);
  labels.forEach((label, i) => found[label].push(i));
  return found.filter((members) => members.length > 1);
}

/** Numbers that more than one person bears. */
function sharedNumbers(rosters: readonly Roster[]): { kind: number; persons: number[] }[] {
  const total = rosters.reduce((sum, roster) => sum + roster.size, 0);
  const slots = new Int32Array(tableSize(total));
  const mask = slots.length - 1;
  const starts: number[] = [];
  let offset = 0;
  for (const roster of rosters) {
    starts.push(offset);
    offset += roster.size;
  }
  const rosterOf = new Int32Array(total);
  rosters.forEach((roster, r) => rosterOf.fill(r, starts[r], starts[r] + roster.size));
  const found = new Map<number, { kind: number; persons: number[] }>();
  for (let entry = 0; entry < total; entry++) {
    const roster = rosters[rosterOf[entry]];
    const i = entry - starts[rosterOf[entry]];
    if (roster.kind[i] === DECIDED) continue;
    let slot = roster.value[i * WORDS] & mask;
    for (; slots[slot] !== 0; slot = (slot + 1) & mask) {
      const first = slots[slot] - 1;
      const other = rosters[rosterOf[first]];
      const j = first - starts[rosterOf[first]];
      if (other.kind[j] !== roster.kind[i] || !sameValue(other.value, j * WORDS, roster.value, i * WORDS)) continue;
      // A patient number is its provider's own.
      if (roster.kind[i] === LOCAL_NUMBER && other.provider[j] !== roster.provider[i]) continue;
      if (other.person[j] === roster.person[i]) break;
      const known = found.get(first) ?? { kind: roster.kind[i], persons: [other.person[j]] };
      known.persons.push(roster.person[i]);
      found.set(first, known);
      break;
    }
    if (slots[slot] === 0) slots[slot] = entry + 1;
  }
  return [...found.values()].map(({ kind, persons }) => ({ kind, persons: [...new Set(persons)] }));
}
