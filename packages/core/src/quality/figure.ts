import type { Counts } from "./cells.ts";
import type { Definition } from "./definitions.ts";
import { countInterval, estimateInterval, jackknifeVariance, shareInterval, type Interval } from "./interval.ts";

/** A figure of one scope, reckoned. */
export interface Figure {
  readonly name: string;
  /** What was counted or estimated, and what it is measured against; NaN where the table cannot tell. */
  readonly count: number;
  readonly of: number;
  readonly interval: Interval;
}

/** The counts of a scope and of the table, all of it and without each of the parts that the jackknife leaves out. */
export interface Sample {
  readonly own: Counts;
  readonly table: Counts;
  readonly left: readonly { readonly own: Counts; readonly table: Counts }[];
}

/** Reckons a figure, with the interval of its rate (the count by what it is measured against). */
export function reckon(definition: Definition, { own, table, left }: Sample): Figure {
  const { name, kind } = definition;
  const count = definition.count(own, table);
  const against = definition.against(own);
  const of = definition.adds ? against + count : against;
  if (kind === "share") return { name, count, of, interval: shareInterval(count, of) };
  const rate = (value: number): number => value / (definition.adds ? against + value : against);
  const [low, high] = kind === "ratio" ? countInterval(count) : estimateInterval(count, variance());
  return { name, count, of, interval: [rate(low), rate(high)] };

  function variance(): number {
    const data = jackknifeVariance(left.map((part) => definition.count(part.own, part.table)));
    return data + (definition.variance?.(own) ?? Math.max(count, 0));
  }
}
