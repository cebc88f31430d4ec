import { NO_VERDICTS, verdictsAmong, verdictsOf, type Ruling, type Verdicts } from "../linking/decisions.ts";
import { handleText, handleWords } from "../linking/handles.ts";
import type { DecidedPatient, DecisionRow, LinkStore } from "../store/link-store.ts";

/** The decisions that hold now. */
export function standingDecisions(store: LinkStore): DecisionRow[] {
  return store.decisions().filter(({ undone }) => undone === null);
}

/** A decision as linking knows it. */
export function rulingOf({ id, verdict, parts }: Pick<DecisionRow, "id" | "verdict" | "parts">): Ruling {
  return { id, verdict, parts: parts.map((part) => part.map(({ handle }) => handle)) };
}

/** What decisions, objections and restrictions say now. */
export function standingVerdicts(store: LinkStore): TableVerdicts {
  return new TableVerdicts(standingDecisions(store), keptAlone(store));
}

/** Local patients who are kept out of all links: they object, or asked for restriction. */
export function keptAlone(store: LinkStore): DecidedPatient[] {
  const all = [...store.objections.alone(), ...store.requests.alone()];
  return [...new Map(all.map((patient) => [patient.handle, patient])).values()];
}

/** What decisions say of the whole table, and of each partition. */
export class TableVerdicts {
  readonly all: Verdicts;
  readonly #objectors: ReadonlyMap<number, readonly DecidedPatient[]>;
  readonly #byPartition: ReadonlyMap<number, readonly number[]>;

  /** @param objectors local patients who object to being linked */
  constructor(
    decisions: readonly Pick<DecisionRow, "id" | "verdict" | "parts">[],
    objectors: readonly DecidedPatient[] = [],
  ) {
    this.#objectors = Map.groupBy(objectors, ({ partition }) => partition);
    this.all = verdictsOf(decisions.map(rulingOf), handleWords(objectors));
    const partitionOf = new Map(decisions.flatMap(({ parts }) => parts.flat().map((p) => [p.handle, p.partition])));
    this.#byPartition = Map.groupBy(this.all.bond.keys(), (i) => partitionOf.get(handleText(this.all.handles, i))!);
  }

  within(partition: number): Verdicts {
    const handles = this.#byPartition.get(partition);
    const alone = this.#objectors.get(partition);
    if (handles === undefined && alone === undefined) return NO_VERDICTS;
    return verdictsAmong(this.all, handles ?? [], handleWords(alone ?? []));
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
