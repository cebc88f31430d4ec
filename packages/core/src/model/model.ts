import { z } from "zod";

import { SIDES, type Pattern, type Side } from "./pattern.ts";

const share = z.number().gt(0).lt(1);

/** How the shares of a model came about: shipped; from the table's own patient numbers; or from its patterns, where it has none. */
const METHODS = ["default", "decoys", "patterns"] as const;
export type Method = (typeof METHODS)[number];

/** What the share of a class rests on, where a table was counted. */
const estimateSchema = z.object({
  /** Pairs of local patients of the class, how many of them are expected to be two people, and the 95 % interval of that. */
  pairs: z.number(),
  false: z.number(),
  low: z.number(),
  high: z.number(),
  /** Pairs that no witness speaks against, how many of them are expected to be two people, and the 95 % interval of that. */
  open: z.number(),
  openFalse: z.number(),
  openLow: z.number(),
  openHigh: z.number(),
});

export type Estimate = z.infer<typeof estimateSchema>;

/** A model: what to do with each pattern class, and how far to believe it. Data, versioned, kept for ever in the table. */
export const modelSchema = z.object({
  version: z.string().min(1),
  /** Where the figures come from, one sentence. */
  origin: z.string(),
  method: z.enum(METHODS),
  /** What was asked of it, where it was made to meet targets. */
  targets: z.object({ maxFalseShare: z.number(), maxReview: z.number() }).optional(),
  /** Pairs of the table that agreed on anything, by what they are expected to be; duplicates are one person under two numbers of a provider. */
  kinds: z.object({ one: z.number(), duplicate: z.number(), strangers: z.number(), kin: z.number() }).optional(),
  /** Log-odds by which the best candidate must lead one that excludes it. */
  margin: z.number().min(0),
  classes: z.array(
    z.object({
      name: z.string(),
      place: z.string(),
      /** What is not stated for `no-number` is as for `other-provider`, and the other way round. */
      side: z.enum(SIDES),
      action: z.enum(["link", "review", "apart"]),
      falseShare: share,
      estimate: estimateSchema.optional(),
    }),
  ),
  /** The share taken for every class that is not listed; such classes keep two patients apart. */
  elseFalseShare: share,
  /** The share where the citizen service numbers are the same; different ones keep apart whatever else agrees. */
  sameNumberFalseShare: share,
  /** Local patients of one birth group that may share a value before it counts as a placeholder and is left out. */
  placeholderLimit: z.int().min(2),
});

export type Model = z.infer<typeof modelSchema>;

/** What a class does: carry a link, ask a person, or keep two patients apart. */
export type Action = "link" | "review" | "apart";

/** A pattern class: a pattern and a side, with what the model makes of it. */
export interface PatternClass extends Pattern {
  readonly side: Side;
  /** Name of the class in every output: the levels, most telling first. */
  readonly key: string;
  readonly action: Action;
  /** Estimated share of pairs of this class that are two different people. */
  readonly falseShare: number;
  /** Log-odds that a pair of this class is one person, bounded to 12 either way. */
  readonly weight: number;
  /** What the share rests on, where the table was counted. */
  readonly estimate?: Estimate | undefined;
  /** A pair of this class forbids that its two patients ever meet in one person without a human's word. */
  readonly veto: boolean;
}

/**
 * What a model says of a pattern. `mayLink` is false where only types agree that may corroborate but not carry a link (R5);
 * such a class goes to review at most.
 */
export function classify(model: Model, pattern: Pattern, side: Side, mayLink: boolean): PatternClass {
  const { action: wanted, falseShare, estimate } = judge(model, pattern, side);
  const action = wanted === "link" && !mayLink ? "review" : wanted;
  const levels = [pattern.name, pattern.place, pattern.number === "number-missing" ? "" : pattern.number, side];
  return {
    ...pattern,
    side,
    key: levels.filter((level) => level !== "").join(" "),
    action,
    falseShare,
    ...(estimate === undefined ? {} : { estimate }),
    weight: logOdds(1 - falseShare),
    veto: pattern.number === "number-differs" || (side === "same-provider" && action !== "link"),
  };
}

/** Whether a pair is not worth showing: nothing comes of it, and they have no name in common. */
export function areStrangers({ action, name }: Pick<PatternClass, "action" | "name">): boolean {
  return action === "apart" && !/\d/.test(name);
}

/** What is not stated of pairs with numbers is as for those without, and the other way round: a table without numbers may get some. */
const OTHER_SIDE = { "other-provider": "no-number", "no-number": "other-provider" } as const;

/** Log-odds of a probability, bounded to 12 either way and in steps of 1/64, so that sums are exact in any order. */
export function logOdds(probability: number): number {
  const exact = Math.log(probability / (1 - probability));
  return Math.round(Math.max(-12, Math.min(12, exact)) * 64) / 64;
}

function judge(
  model: Model,
  pattern: Pattern,
  side: Side,
): { action: Action; falseShare: number; estimate?: Estimate | undefined } {
  if (pattern.number === "number-differs") return { action: "apart", falseShare: model.elseFalseShare };
  const name = nearest(model, "name", pattern.name);
  const place = nearest(model, "place", pattern.place);
  const find = (wanted: Side): Model["classes"][number] | undefined =>
    model.classes.find((entry) => entry.name === name && entry.place === place && entry.side === wanted);
  const stated = find(side) ?? (side === "same-provider" ? undefined : find(OTHER_SIDE[side]));
  if (pattern.number === "number-same") {
    const contradicted = stated === undefined || stated.action === "apart" || side === "same-provider";
    return { action: contradicted ? "review" : "link", falseShare: model.sameNumberFalseShare };
  }
  return stated ?? { action: "apart", falseShare: model.elseFalseShare };
}

/** A level at a precision the model does not know counts as the next lower one that it knows. */
function nearest(model: Model, dimension: "name" | "place", level: string): string {
  const parts = /^(\D+)(\d+)(.*)$/.exec(level);
  if (parts === null) return level;
  const [, stem, precision, rest] = parts as unknown as [string, string, string, string];
  const known = model.classes
    .map((entry) => /^\D+(\d+)/.exec(entry[dimension])?.[1])
    .map(Number)
    .filter((p) => p <= Number(precision));
  return known.length === 0 ? level : `${stem}${Math.max(...known)}${rest}`;
}
