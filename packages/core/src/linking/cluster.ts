import type { PatternClass } from "../model/model.ts";
import type { DecidedPairs } from "./decided-patients.ts";
import { UnionFind } from "./union-find.ts";

/** What a case asks: see `questionKind`, and `rivals`: several candidates that exclude each other. */
export type QuestionKind = "grey" | "rivals" | "twin" | "duplicate-number" | "contradiction";

/** A link that the evidence leaves open. */
export interface Question {
  readonly kind: QuestionKind;
  /** One member of each cluster concerned, at least two, ascending. */
  readonly members: readonly number[];
  /** The strongest class between them: a position in `classes`. */
  readonly best: number;
}

/** A set of candidates cut into persons, and what remains to be asked. */
export interface Clustering {
  /** By member: the smallest member of its cluster. */
  readonly cluster: Int32Array;
  readonly questions: readonly Question[];
}

/**
 * Cuts one set of candidates into persons. Pure: the same pairs, in the same order of members, give the same clusters.
 *
 * Members that a human made one person are one cluster before anything else, whatever the model says of them. Links are taken
 * strongest first. Two clusters join unless a pair between them forbids it (`veto`, or a human's word), the summed evidence of
 * all pairs between them, those never compared included, speaks against it, or the choice is contested: some third cluster,
 * vetoed against one of the two, has a link to the other that is less than `margin` weaker. What was put off is tried again as
 * clusters grow. Every link that is left over, and every pair for review, becomes a question, but between clusters that a
 * human keeps apart. O(n^3) at worst for n members, which are few.
 *
 * @param size number of members, in canonical order
 * @param pairs class of members i and j at `i * size + j`, symmetric
 * @param margin log-odds by which the best candidate must lead a rival (leader advantage, BMC MIDM 2023;23:85)
 * @param decided what humans said of pairs of members; never both of one pair, directly or through others
 */
export function cluster(
  size: number,
  pairs: Uint16Array,
  classes: readonly PatternClass[],
  margin: number,
  decided: DecidedPairs,
): Clustering {
  const undecided = decided.same.length + decided.different.length === 0;
  if (undecided && allLink(size, pairs, classes)) return { cluster: new Int32Array(size), questions: [] };
  const state = new Clusters(size, pairs, classes, decided);
  const links = state.links();
  for (let joined = true; joined;) {
    joined = false;
    for (const [i, j] of links) {
      const a = state.find(i);
      const b = state.find(j);
      if (a === b || !state.joinable(a, b) || contested(state, a, b, margin)) continue;
      state.join(a, b);
      joined = true;
    }
  }
  return { cluster: Int32Array.from({ length: size }, (_, i) => state.find(i)), questions: questions(state, margin) };
}

function allLink(size: number, pairs: Uint16Array, classes: readonly PatternClass[]): boolean {
  for (let i = 0; i < size; i++) {
    for (let j = i + 1; j < size; j++) {
      const { action, weight } = classes[pairs[i * size + j]];
      if (action !== "link" || weight <= 0) return false;
    }
  }
  return true;
}

/** Clusters while they grow, with what all pairs between any two of them say together. */
class Clusters {
  readonly size: number;
  readonly #pairs: Uint16Array;
  readonly #classes: readonly PatternClass[];
  readonly #sets: UnionFind;
  /** Between clusters a and b, at `a * size + b`: the strongest link, the summed evidence, the number of vetoes, those by humans apart. */
  readonly #link: Float64Array;
  readonly #sum: Float64Array;
  readonly #vetoes: Int32Array;
  readonly #settled: Int32Array;

  constructor(size: number, pairs: Uint16Array, classes: readonly PatternClass[], { same, different }: DecidedPairs) {
    this.size = size;
    this.#pairs = pairs;
    this.#classes = classes;
    this.#sets = new UnionFind(size);
    this.#link = new Float64Array(size * size).fill(-Infinity);
    this.#sum = new Float64Array(size * size);
    this.#vetoes = new Int32Array(size * size);
    this.#settled = new Int32Array(size * size);
    for (let at = 0; at < pairs.length; at++) {
      const found = classes[pairs[at]];
      if (found.action === "link") this.#link[at] = found.weight;
      this.#sum[at] = found.weight;
      this.#vetoes[at] = found.veto ? 1 : 0;
    }
    for (const [i, j] of different) this.#settled[i * size + j] = this.#settled[j * size + i] = 1;
    for (const [i, j] of same) if (this.find(i) !== this.find(j)) this.join(this.find(i), this.find(j));
  }

  find(member: number): number {
    return this.#sets.find(member);
  }

  classOf(i: number, j: number): PatternClass {
    return this.#classes[this.#pairs[i * this.size + j]];
  }

  classNumber(i: number, j: number): number {
    return this.#pairs[i * this.size + j];
  }

  /** Clusters by their smallest members, ascending. */
  roots(): number[] {
    return Array.from({ length: this.size }, (_, i) => i).filter((i) => this.find(i) === i);
  }

  members(root: number): number[] {
    return Array.from({ length: this.size }, (_, i) => i).filter((i) => this.find(i) === root);
  }

  /** Pairs of members with a class that links, strongest first, then in canonical order. */
  links(): [number, number][] {
    const found: [number, number][] = [];
    for (let i = 0; i < this.size; i++)
      for (let j = i + 1; j < this.size; j++) if (this.classOf(i, j).action === "link") found.push([i, j]);
    return found.toSorted((x, y) => this.classOf(...y).weight - this.classOf(...x).weight);
  }

  strongestLink(a: number, b: number): number {
    return this.#link[a * this.size + b];
  }

  /** Whether a human keeps them apart. */
  settled(a: number, b: number): boolean {
    return this.#settled[a * this.size + b] > 0;
  }

  vetoed(a: number, b: number): boolean {
    return this.#vetoes[a * this.size + b] > 0 || this.settled(a, b);
  }

  joinable(a: number, b: number): boolean {
    return !this.vetoed(a, b) && this.#sum[a * this.size + b] > 0;
  }

  join(a: number, b: number): void {
    const [keep, gone] = a < b ? [a, b] : [b, a];
    const n = this.size;
    this.#sets.union(a, b);
    for (let other = 0; other < n; other++) {
      this.#link[keep * n + other] = Math.max(this.#link[keep * n + other], this.#link[gone * n + other]);
      this.#sum[keep * n + other] += this.#sum[gone * n + other];
      this.#vetoes[keep * n + other] += this.#vetoes[gone * n + other];
      this.#settled[keep * n + other] += this.#settled[gone * n + other];
      this.#link[other * n + keep] = this.#link[keep * n + other];
      this.#sum[other * n + keep] = this.#sum[keep * n + other];
      this.#vetoes[other * n + keep] = this.#vetoes[keep * n + other];
      this.#settled[other * n + keep] = this.#settled[keep * n + other];
    }
  }
}

/** Whether a third cluster competes: it could join one of the two, with a link nearly as strong, and can never be one with the other. */
function contested(state: Clusters, a: number, b: number, margin: number): boolean {
  const enough = state.strongestLink(a, b) - margin;
  const competes = (rival: number, wanted: number, other: number): boolean =>
    state.strongestLink(wanted, rival) > enough && state.joinable(wanted, rival) && state.vetoed(rival, other);
  return state.roots().some((rival) => rival !== a && rival !== b && (competes(rival, a, b) || competes(rival, b, a)));
}

function questions(state: Clusters, margin: number): Question[] {
  const roots = state.roots();
  const disputes = new UnionFind(state.size);
  const open: { a: number; b: number; i: number; j: number }[] = [];
  for (const [x, a] of roots.entries()) {
    for (const b of roots.slice(x + 1)) {
      if (state.joinable(a, b) && state.strongestLink(a, b) > -Infinity && contested(state, a, b, margin))
        disputes.union(a, b);
      const [i, j] = bestPair(state, a, b);
      if (asks(state, a, b)) open.push({ a, b, i, j });
    }
  }
  const found: Question[] = [];
  for (const root of roots) {
    const rivals = roots.filter((other) => disputes.find(other) === root);
    if (rivals.length < 2) continue;
    const strongest = open
      .filter(({ a, b }) => rivals.includes(a) && rivals.includes(b))
      .reduce((x, y) => (state.classOf(y.i, y.j).weight > state.classOf(x.i, x.j).weight ? y : x));
    found.push({ kind: "rivals", members: rivals, best: state.classNumber(strongest.i, strongest.j) });
  }
  for (const { a, b, i, j } of open)
    if (disputes.find(a) !== disputes.find(b))
      found.push({
        kind: questionKind(state, a, b, i, j),
        members: [i, j].toSorted((x, y) => x - y),
        best: state.classNumber(i, j),
      });
  return found;
}

/**
 * Whether anything between two clusters wants a person's word, which nobody has given: a link that was not made, or a pair for review that
 * no veto has settled.
 */
function asks(state: Clusters, a: number, b: number): boolean {
  if (state.settled(a, b)) return false;
  if (state.strongestLink(a, b) > -Infinity) return true;
  let review = false;
  for (const i of state.members(a)) {
    for (const j of state.members(b)) {
      const { action, veto } = state.classOf(i, j);
      if (veto && action === "apart") return false;
      review ||= action === "review";
    }
  }
  return review;
}

function questionKind(state: Clusters, a: number, b: number, i: number, j: number): QuestionKind {
  const best = state.classOf(i, j);
  if (best.action === "link") {
    if (!state.vetoed(a, b)) return "contradiction";
    const between = state.members(a).flatMap((x) => state.members(b).map((y) => state.classOf(x, y)));
    return between.some((pair) => pair.veto && pair.side === "same-provider") ? "duplicate-number" : "contradiction";
  }
  if (best.side === "same-provider") return "duplicate-number";
  return best.name.endsWith("-initial") && /\d/.test(best.place) ? "twin" : "grey";
}

/** The pair that speaks most for joining: a link before a review before the rest, then by weight, then in canonical order. */
function bestPair(state: Clusters, a: number, b: number): [number, number] {
  const rank = { link: 200, review: 100, apart: 0 };
  let best: [number, number] = [a, b];
  let highest = -Infinity;
  for (const i of state.members(a)) {
    for (const j of state.members(b)) {
      const { action, weight } = state.classOf(i, j);
      if (rank[action] + weight <= highest) continue;
      highest = rank[action] + weight;
      best = [i, j];
    }
  }
  return best;
}
