import { WORDS, type Block } from "../evidence/block.ts";
import { BondIndex, type Verdicts } from "./decisions.ts";
import { handlesOf } from "./handles.ts";
import type { LocalPatients } from "./local-patients.ts";
import type { Objectors } from "./objectors.ts";

/** Pairs of members of a set: those that are one person and those that are two people by a human's word. */
export interface DecidedPairs {
  readonly same: readonly (readonly [number, number])[];
  readonly different: readonly (readonly [number, number])[];
}

const UNDECIDED: DecidedPairs = { same: [], different: [] };

/** The local patients of a partition that decisions name. */
export class DecidedPatients {
  readonly nodes: readonly number[] = [];
  /** `nodes.length * 4` words. */
  readonly handles: Uint32Array = new Uint32Array(0);
  readonly #bond = new Map<number, number>();
  readonly #index: BondIndex;
  readonly #group: Int32Array;

  /** @param objectors who stays alone, whatever was decided */
  constructor(block: Block, patients: LocalPatients, verdicts: Verdicts, objectors: Objectors) {
    this.#index = new BondIndex(verdicts);
    this.#group = patients.group;
    if (verdicts.bond.length === 0) return;
    const all = Array.from({ length: patients.size }, (_, node) => node);
    const handles = handlesOf(block, patients, all);
    this.nodes = all.filter((node) => this.#index.bondOf(handles, node) >= 0 && !objectors.has(patients, node));
    for (const node of this.nodes) this.#bond.set(node, this.#index.bondOf(handles, node));
    this.handles = new Uint32Array(this.nodes.length * WORDS);
    this.nodes.forEach((node, i) => this.handles.set(handles.subarray(node * WORDS, (node + 1) * WORDS), i * WORDS));
  }

  /** Local patients of one birth group that are one person, each with the first of them. */
  together(): [number, number][] {
    const first = new Map<string, number>();
    return this.nodes.flatMap((node): [number, number][] => {
      const name = `${this.#group[node]}|${this.#bond.get(node)}`;
      const known = first.get(name);
      if (known === undefined) first.set(name, node);
      return known === undefined || this.#group[node] === 0 ? [] : [[known, node]];
    });
  }

  /** What is decided among local patients of one birth group; over birth groups bridges see to it. Quadratic in those named. */
  among(nodes: ArrayLike<number>): DecidedPairs {
    if (this.nodes.length === 0) return UNDECIDED;
    const named = Array.from(nodes, (node, i) => ({ i, bond: this.#bond.get(node) ?? -1, group: this.#group[node] }));
    const own = named.filter(({ bond, group }) => bond >= 0 && group > 0);
    if (own.length < 2) return UNDECIDED;
    const pairs = own.flatMap((a, x) =>
      own.slice(x + 1).flatMap((b) => (a.group === b.group ? [[a, b] as const] : [])),
    );
    const pick = (holds: (a: number, b: number) => boolean): [number, number][] =>
      pairs.filter(([a, b]) => holds(a.bond, b.bond)).map(([a, b]) => [a.i, b.i]);
    return { same: pick((a, b) => a === b), different: pick((a, b) => this.#index.areApart(a, b)) };
  }
}
