import type { LinkedPartition } from "./partition.ts";

const NOTHING = new Uint32Array(0);

/** Bit of a number that says its statement is new: the rest counts the new statements of the partition from 0. */
export const NEW_NUMBER = 0x80000000;

/** The numbers of one partition, by statement. */
export interface Numbers {
  /** The statement's own number: unique in the table, given when it arrived, ascending in order of arrival. */
  readonly own: Uint32Array;
  /** The number of its person: the smallest own number among all statements of the person. */
  readonly person: Uint32Array;
}

/** What became of a person: it went up in another, came out of another, or gave some of its patients to another. */
export interface PersonEvent {
  readonly kind: "merged" | "split" | "moved";
  readonly person: number;
  /** For `merged` the person it is part of now, for `split` the one it was part of, for `moved` the one that has the patients now. */
  readonly other: number;
}

/** Persons of one partition after a run. */
export interface NumberedPersons extends Numbers {
  /** Persons that no statement known before is part of. */
  readonly newPersons: number;
  /** How many persons the linked statements made up before. */
  readonly personsBefore: number;
  readonly events: readonly PersonEvent[];
}

/**
 * Gives persons their numbers. A person's number is the smallest own number among its statements, so numbers follow from the order of
 * arrival and from who is with whom, and from nothing else: a merge leaves the lower number, what splits off goes by the own number of its
 * oldest statement, and undoing a merge brings the same numbers back. O(statements).
 *
 * @param stored numbers of the statements that were there before, which come first; the others get marked ones (see `NEW_NUMBER`)
 * @param inherited by other statement: numbers of the one that it replaces, 0 where it replaces none
 */
export function numberPersons(
  linked: LinkedPartition,
  stored: Numbers,
  inherited: Numbers = { own: NOTHING, person: NOTHING },
): NumberedPersons {
  const { patients, cluster, clusters } = linked;
  const rows = patients.ofRow.length;
  const known = stored.own.length;
  const before = { own: new Uint32Array(rows), person: new Uint32Array(rows) };
  for (const column of ["own", "person"] as const) {
    before[column].set(stored[column]);
    before[column].set(inherited[column], known);
  }
  const own = before.own.map((number, row) => number || (NEW_NUMBER | (row - known)) >>> 0);

  const numberOf = new Uint32Array(clusters).fill(0xffffffff);
  for (let row = 0; row < rows; row++) {
    const node = patients.ofRow[row];
    if (node >= 0 && own[row] < numberOf[cluster[node]]) numberOf[cluster[node]] = own[row];
  }
  const person = new Uint32Array(rows);
  let personsBefore = 0;
  for (let row = 0; row < rows; row++) {
    const node = patients.ofRow[row];
    person[row] = node < 0 ? before.person[row] : numberOf[cluster[node]];
    if (node >= 0 && before.person[row] === own[row]) personsBefore++;
  }
  const newPersons = numberOf.reduce((count, number) => count + (number >= NEW_NUMBER ? 1 : 0), 0);
  return { own, person, newPersons, personsBefore, events: eventsBetween(before, person) };
}

/** What happened to persons, by statements that bear another number than before. A number is a person's as long as its own statement bears it. */
function eventsBetween({ own, person: before }: Numbers, after: Uint32Array): PersonEvent[] {
  const told = new Map<string, PersonEvent>();
  const name = (from: number, to: number): string => `${from}>${to}`;
  const moves: number[] = [];
  for (let row = 0; row < before.length; row++) {
    const [from, to] = [before[row], after[row]];
    if (from === to || from === 0) continue;
    if (from === own[row]) told.set(name(from, to), { kind: "merged", person: from, other: to });
    else if (to === own[row]) told.set(name(from, to), { kind: "split", person: to, other: from });
    else moves.push(row);
  }
  for (const row of moves) {
    const [from, to] = [before[row], after[row]];
    if (!told.has(name(from, to))) told.set(name(from, to), { kind: "moved", person: from, other: to });
  }
  return [...told.values()];
}

/**
 * The numbers of the statements that stay when others are erased. Where the statement that lends a person its number goes, the oldest one
 * that stays takes that number over. O(statements).
 *
 * @param rows the statements that stay, in any order
 */
export function keepNumbers({ own, person }: Numbers, rows: Int32Array): Numbers {
  const kept = { own: own.slice(0, rows.length), person: person.slice(0, rows.length) };
  const oldest = new Map<number, number>();
  rows.forEach((row, to) => {
    kept.own[to] = own[row];
    kept.person[to] = person[row];
    const known = oldest.get(person[row]);
    if (known === undefined || own[row] < kept.own[known]) oldest.set(person[row], to);
  });
  for (const [number, to] of oldest) kept.own[to] = number;
  return kept;
}

/**
 * As `keepNumbers`, where some of the statements that go leave their numbers to new ones. O(statements).
 *
 * @param rows the statements that stay, ascending
 * @param heirs by statement that goes: the new statement, from 0 on, that takes its numbers over
 * @param added how many new statements there are
 * @returns numbers of those that stay, and by new statement those that it inherits, 0 where it inherits none
 */
export function bequeathNumbers(
  numbers: Numbers,
  rows: Int32Array,
  heirs: ReadonlyMap<number, number>,
  added: number,
): { readonly kept: Numbers; readonly inherited: Numbers } {
  const living = new Int32Array(rows.length + heirs.size);
  living.set(rows);
  living.set([...heirs.keys()], rows.length);
  const all = keepNumbers(numbers, living);
  const inherited = { own: new Uint32Array(added), person: new Uint32Array(added) };
  [...heirs.values()].forEach((heir, i) => {
    inherited.own[heir] = all.own[rows.length + i];
    inherited.person[heir] = all.person[rows.length + i];
  });
  const kept = { own: all.own.subarray(0, rows.length), person: all.person.subarray(0, rows.length) };
  return { kept, inherited };
}
