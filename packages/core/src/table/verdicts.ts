import {
  BondIndex,
  NO_VERDICTS,
  verdictsAmong,
  verdictsOf,
  type Ruling,
  type Verdict,
  type Verdicts,
} from "../linking/decisions.ts";
import { handleText } from "../linking/handles.ts";
import type { DecisionRow, LinkStore } from "../store/link-store.ts";

/** The decisions that hold now. */
export function standingDecisions(store: LinkStore): DecisionRow[] {
  return store.decisions().filter(({ undone }) => undone === null);
}

/** A decision as linking knows it. */
export function rulingOf({ id, verdict, parts }: Pick<DecisionRow, "id" | "verdict" | "parts">): Ruling {
  return { id, verdict, parts: parts.map((part) => part.map(({ handle }) => handle)) };
}

/** What decisions say of the whole table, and of each partition. */
export class TableVerdicts {
  readonly all: Verdicts;
  readonly #byPartition: ReadonlyMap<number, readonly number[]>;

  constructor(decisions: readonly Pick<DecisionRow, "id" | "verdict" | "parts">[]) {
    this.all = verdictsOf(decisions.map(rulingOf));
    const partitionOf = new Map(decisions.flatMap(({ parts }) => parts.flat().map((p) => [p.handle, p.partition])));
    this.#byPartition = Map.groupBy(this.all.bond.keys(), (i) => partitionOf.get(handleText(this.all.handles, i))!);
  }

  /** What decisions say of two local patients, directly or through others. @param a a handle; @param b another */
  between(a: string, b: string): Verdict | undefined {
    const column = new Uint32Array(Uint8Array.from(Buffer.from(a + b, "hex")).buffer);
    const index = new BondIndex(this.all);
    const [left, right] = [index.bondOf(column, 0), index.bondOf(column, 1)];
    if (left < 0 || right < 0) return undefined;
    if (left === right) return "same";
    return index.areApart(left, right) ? "different" : undefined;
  }

  within(partition: number): Verdicts {
    const handles = this.#byPartition.get(partition);
    return handles === undefined ? NO_VERDICTS : verdictsAmong(this.all, handles);
  }

  /** Partitions with a local patient of a bond that one of these has to do with. */
  partitionsOf(handles: ReadonlySet<string>): number[] {
    const { bond } = this.all;
    const bonds = new Set(
      [...bond.keys()].flatMap((i) => (handles.has(handleText(this.all.handles, i)) ? [bond[i]] : [])),
    );
    return [...this.#byPartition]
      .filter(([, own]) => own.some((i) => bonds.has(bond[i])))
      .map(([partition]) => partition);
  }
}
