import { WORDS } from "../evidence/block.ts";
import { UnionFind } from "./union-find.ts";

/** `same`: all local patients named are one person. `different`: any two of different parts are two people, for ever. */
export type Verdict = "same" | "different";

/** What a person said about local patients, named by their handles (32 hex digits). */
export interface Ruling {
  readonly id: number;
  readonly verdict: Verdict;
  readonly parts: readonly (readonly string[])[];
}

/**
 * Decisions closed under `same`, as plain data. Local patients that decisions make one person, directly or through others, are a *bond*;
 * one that is named but not joined is a bond of its own.
 */
export interface Verdicts {
  /** `n * 4` words: the local patients named. */
  readonly handles: Uint32Array;
  /** By handle: its bond. */
  readonly bond: Int32Array;
  /** Pairs of bonds that are two people. */
  readonly apart: readonly (readonly [number, number])[];
  /** Handles, `n * 4` words, of local patients who object to being linked: each is a person of its own, whatever else is known. */
  readonly alone: Uint32Array;
}

const NOBODY = new Uint32Array(0);

/** Nothing decided. */
export const NO_VERDICTS: Verdicts = {
  handles: new Uint32Array(0),
  bond: new Int32Array(0),
  apart: [],
  alone: NOBODY,
};

/**
 * What decisions say together. Decisions that contradict each other are not looked for. Quadratic in the parts of one decision.
 *
 * @param alone handles of local patients who object to being linked, `n * 4` words
 */
export function verdictsOf(rulings: readonly Ruling[], alone: Uint32Array = NOBODY): Verdicts {
  const { names, bonds } = closure(rulings);
  const { labels } = bonds.labels();
  const apart = new Map<string, [number, number]>();
  for (const [a, b] of separated(rulings)) {
    const pair = [labels[names.get(a)!], labels[names.get(b)!]].toSorted((x, y) => x - y) as [number, number];
    apart.set(pair.join(), pair);
  }
  const handles = new Uint32Array(names.size * WORDS);
  const bytes = Buffer.from(handles.buffer);
  for (const [name, i] of names) bytes.write(name, i * 16, "hex");
  return { handles, bond: labels, apart: [...apart.values()], alone };
}

/** The part of the verdicts that concerns chosen local patients. @param kept positions in `bond`; @param alone those who object among them */
export function verdictsAmong(
  { handles, bond, apart }: Verdicts,
  kept: readonly number[],
  alone: Uint32Array = NOBODY,
): Verdicts {
  const own = new Set(kept.map((i) => bond[i]));
  return {
    handles: Uint32Array.from(kept.flatMap((i) => [...handles.subarray(i * WORDS, (i + 1) * WORDS)])),
    bond: Int32Array.from(kept, (i) => bond[i]),
    apart: apart.filter(([a, b]) => own.has(a) && own.has(b)),
    alone,
  };
}

/** The decisions that a new one contradicts, by id: those that would have to be undone first; none where it fits. */
export function contradicted(standing: readonly Ruling[], next: Ruling): number[] {
  const all = [...standing, next];
  const { names, bonds } = closure(all);
  const isOne = ([a, b]: readonly [string, string]): boolean => bonds.find(names.get(a)!) === bonds.find(names.get(b)!);
  if (next.verdict === "same") return standing.filter((ruling) => separated([ruling]).some(isOne)).map(({ id }) => id);
  const joined = new Set(
    separated([next])
      .filter(isOne)
      .map(([a]) => bonds.find(names.get(a)!)),
  );
  return standing
    .filter(({ verdict, parts }) => verdict === "same" && joined.has(bonds.find(names.get(parts.flat()[0])!)))
    .map(({ id }) => id);
}

/** What decisions say of two local patients, directly or through others, and which, by id. */
export interface DecidedPair {
  readonly verdict: Verdict;
  readonly decisions: readonly number[];
}

/** What standing decisions say of two local patients, by their handles; null where they say nothing. */
export function decidedBetween(standing: readonly Ruling[], a: string, b: string): DecidedPair | null {
  const named = (handle: string): boolean => standing.some(({ parts }) => parts.some((part) => part.includes(handle)));
  if (!named(a) || !named(b)) return null;
  // A decision holds where its opposite would contradict it.
  const different = contradicted(standing, { id: 0, verdict: "same", parts: [[a, b]] });
  if (different.length > 0) return { verdict: "different", decisions: different };
  const same = contradicted(standing, { id: 0, verdict: "different", parts: [[a], [b]] });
  return same.length > 0 ? { verdict: "same", decisions: same } : null;
}

/** Looks decided local patients up by their handles. */
export class BondIndex {
  readonly #verdicts: Verdicts;
  readonly #byWord = new Map<number, number[]>();
  readonly #apart: ReadonlySet<string>;

  constructor(verdicts: Verdicts) {
    this.#verdicts = verdicts;
    this.#apart = new Set(verdicts.apart.map(([a, b]) => `${a}|${b}`));
    verdicts.bond.forEach((_, i) => {
      const word = verdicts.handles[i * WORDS];
      this.#byWord.set(word, [...(this.#byWord.get(word) ?? []), i]);
    });
  }

  /** The bond of the local patient whose handle stands at entry `i` of a column, or -1. */
  bondOf(column: Uint32Array, i: number): number {
    const { handles, bond } = this.#verdicts;
    const found = this.#byWord.get(column[i * WORDS])?.find((at) => {
      for (let word = 1; word < WORDS; word++)
        if (handles[at * WORDS + word] !== column[i * WORDS + word]) return false;
      return true;
    });
    return found === undefined ? -1 : bond[found];
  }

  /** Whether a person said that two bonds are two people. */
  areApart(a: number, b: number): boolean {
    return this.#apart.has(`${Math.min(a, b)}|${Math.max(a, b)}`);
  }
}

/** All handles named, numbered, and the sets that `same` makes of them. */
function closure(rulings: readonly Ruling[]): { names: Map<string, number>; bonds: UnionFind } {
  const names = new Map<string, number>();
  for (const { parts } of rulings) for (const name of parts.flat()) if (!names.has(name)) names.set(name, names.size);
  const bonds = new UnionFind(names.size);
  for (const { verdict, parts } of rulings) {
    const [first, ...others] = parts.flat();
    if (verdict === "same") for (const other of others) bonds.union(names.get(first)!, names.get(other)!);
  }
  return { names, bonds };
}

/** Pairs of local patients that decisions keep apart. */
function separated(rulings: readonly Ruling[]): (readonly [string, string])[] {
  return rulings
    .filter(({ verdict }) => verdict === "different")
    .flatMap(({ parts }) =>
      parts.flatMap((part, p) =>
        parts.slice(p + 1).flatMap((other) => part.flatMap((a) => other.map((b) => [a, b] as const))),
      ),
    );
}
