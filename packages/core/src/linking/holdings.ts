import { WORDS } from "../evidence/block.ts";
import type { BondIndex } from "./decisions.ts";
import { DECIDED, LOCAL_NUMBER, type Roster } from "./roster.ts";

/** What persons, or the local patients of a bond, hold that reaches beyond a birth group: patient numbers and bonds. */
export class Holdings {
  /** By provider: numbers, as texts that are equal when they are. */
  readonly numbers = new Map<number, Set<string>>();
  readonly bonds = new Set<number>();

  /** All that several hold. */
  static of(parts: readonly Holdings[]): Holdings {
    const all = new Holdings();
    for (const { numbers, bonds } of parts) {
      for (const [provider, own] of numbers) for (const number of own) all.addNumber(provider, number);
      for (const bond of bonds) all.bonds.add(bond);
    }
    return all;
  }

  addNumber(provider: number, number: string): void {
    const own = this.numbers.get(provider) ?? new Set<string>();
    this.numbers.set(provider, own.add(number));
  }
}

/** A bond as it stands in a table: the persons that its local patients are part of, and what these patients hold. */
export interface StandingBond {
  readonly persons: ReadonlySet<number>;
  readonly holdings: Holdings;
}

/** The bonds of these rosters. O(entries). */
export function standingBonds(rosters: readonly Roster[], index: BondIndex): Map<number, StandingBond> {
  const found = new Map<number, { persons: Set<number>; holdings: Holdings }>();
  for (const roster of rosters) {
    const bondOfRow = new Map<number, number>();
    for (let i = 0; i < roster.size; i++) {
      if (roster.kind[i] !== DECIDED) continue;
      const bond = index.bondOf(roster.value, i);
      const known = found.get(bond) ?? { persons: new Set<number>(), holdings: new Holdings() };
      known.persons.add(roster.person[i]);
      found.set(bond, known);
      bondOfRow.set(roster.row[i], bond);
    }
    // Entries of one local patient have one row.
    for (let i = 0; bondOfRow.size > 0 && i < roster.size; i++) {
      const bond = roster.kind[i] === LOCAL_NUMBER ? bondOfRow.get(roster.row[i]) : undefined;
      if (bond !== undefined) found.get(bond)!.holdings.addNumber(roster.provider[i], numberText(roster, i));
    }
  }
  return found;
}

/** What each of some persons holds. O(entries). @param position by person: where it stands in the result */
export function holdingsOf(
  rosters: readonly Roster[],
  position: ReadonlyMap<number, number>,
  bonds: ReadonlyMap<number, StandingBond>,
): Holdings[] {
  const holdings = Array.from(position, () => new Holdings());
  for (const roster of rosters) {
    for (let i = 0; i < roster.size; i++) {
      const at = roster.kind[i] === LOCAL_NUMBER ? position.get(roster.person[i]) : undefined;
      if (at !== undefined) holdings[at].addNumber(roster.provider[i], numberText(roster, i));
    }
  }
  for (const [bond, { persons }] of bonds)
    for (const person of persons) if (position.has(person)) holdings[position.get(person)!].bonds.add(bond);
  return holdings;
}

/** Whether a human keeps two holders apart. */
export function areApart(a: Holdings, b: Holdings, index: BondIndex): boolean {
  return [...a.bonds].some((x) => [...b.bonds].some((y) => index.areApart(x, y)));
}

/**
 * Whether holders must not become one: a human keeps two of them apart, or together they have two patient numbers of one provider which
 * neither one of them nor a witness has both.
 */
export function excludeEachOther(
  holders: readonly Holdings[],
  witnesses: readonly Holdings[],
  index: BondIndex,
): boolean {
  if (holders.some((a, i) => holders.slice(i + 1).some((b) => areApart(a, b, index)))) return true;
  const known = [...holders, ...witnesses];
  return [...Holdings.of(holders).numbers].some(([provider, all]) => {
    const sets = known.flatMap(({ numbers }) => numbers.get(provider) ?? []);
    const numbers = [...all];
    return numbers.some((a, i) => numbers.slice(i + 1).some((b) => !sets.some((set) => set.has(a) && set.has(b))));
  });
}

function numberText({ value }: Roster, i: number): string {
  return value.subarray(i * WORDS, (i + 1) * WORDS).join();
}
