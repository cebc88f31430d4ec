import { WORDS } from "../evidence/block.ts";
import { sameValue, tableSize } from "../evidence/dictionary.ts";
import { LOCAL_NUMBER, type Roster } from "./roster.ts";
import { UnionFind } from "./union-find.ts";

/** What joins persons beyond their birth groups. */
export interface Bridges {
  /** Persons that are one with a person of a lower number: by number, the lowest. */
  readonly joined: ReadonlyMap<number, number>;
  /** Persons that a number connects but that must not simply be joined: ascending, at least two each. */
  readonly questions: readonly (readonly number[])[];
  /** Numbers with too many bearers to mean anything; they join and ask nothing. */
  readonly placeholders: number;
}

/** Persons that may bear one number before it counts as a placeholder. */
const BEARER_LIMIT = 16;

/**
 * Joins persons of different birth groups that stand under one patient number of one provider: a birth date or sex was
 * corrected. Where that would put two numbers of one provider together which no single person had, all persons so connected stay
 * apart and are asked about. The same citizen service number in two persons only asks (R5, DOMAIN section 2). Pure and
 * independent of the order of entries. O(entries).
 *
 * @param rosters those of all partitions
 * @param limit most persons that may bear a number; one with more is a placeholder, as no birth date is corrected so often
 */
export function findBridges(rosters: readonly Roster[], limit: number = BEARER_LIMIT): Bridges {
  const all = sharedNumbers(rosters);
  const shared = all.filter(({ persons }) => persons.length <= limit);
  const persons = [...new Set(shared.flatMap(({ persons }) => persons))].toSorted((a, b) => a - b);
  const position = new Map(persons.map((person, i) => [person, i]));
  const links = new UnionFind(persons.length);
  const asked = new UnionFind(persons.length);
  for (const { kind, persons: bearers } of shared) {
    const sets = kind === LOCAL_NUMBER ? [links, asked] : [asked];
    for (const set of sets) for (const bearer of bearers) set.union(position.get(bearers[0])!, position.get(bearer)!);
  }
  const numbers = numbersOf(rosters, position);
  const joined = new Map<number, number>();
  for (const component of components(links)) {
    if (component.length < 2 || conflict(component.map((i) => numbers[i]))) continue;
    for (const i of component) if (i !== component[0]) joined.set(persons[i], persons[component[0]]);
  }
  const questions = components(asked)
    .map((component) => component.map((i) => joined.get(persons[i]) ?? persons[i]))
    .map((component) => [...new Set(component)].toSorted((a, b) => a - b))
    .filter((component) => component.length > 1);
  return { joined, questions, placeholders: all.length - shared.length };
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

/** Of each person: provider and number of every local patient it holds, as texts that are equal when both are. */
function numbersOf(rosters: readonly Roster[], position: ReadonlyMap<number, number>): Map<number, Set<string>>[] {
  const numbers = Array.from(position, () => new Map<number, Set<string>>());
  for (const roster of rosters) {
    for (let i = 0; i < roster.size; i++) {
      const at = roster.kind[i] === LOCAL_NUMBER ? position.get(roster.person[i]) : undefined;
      if (at === undefined) continue;
      const own = numbers[at].get(roster.provider[i]) ?? new Set<string>();
      own.add(roster.value.subarray(i * WORDS, (i + 1) * WORDS).join());
      numbers[at].set(roster.provider[i], own);
    }
  }
  return numbers;
}

/** Whether these persons together have two patient numbers of one provider that none of them has both. */
function conflict(persons: readonly Map<number, Set<string>>[]): boolean {
  const providers = new Set(persons.flatMap((person) => [...person.keys()]));
  return [...providers].some((provider) => {
    const sets = persons.flatMap((person) => person.get(provider) ?? []);
    const all = [...new Set(sets.flatMap((set) => [...set]))];
    return all.some((a, i) => all.slice(i + 1).some((b) => !sets.some((set) => set.has(a) && set.has(b))));
  });
}

function components(sets: UnionFind): number[][] {
  const { labels, size } = sets.labels();
  const found: number[][] = Array.from({ length: size }, () => []);
  labels.forEach((label, i) => found[label].push(i));
  return found;
}
