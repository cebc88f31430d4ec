import type { Action, Model } from "@koppel/core";

/** What a model does with a class, and the share of its pairs that it takes for two people. */
interface Judgement {
  readonly action: Action;
  readonly falseShare: number;
}

/** A class of which two models say something, and what each says. */
export interface ClassDifference {
  readonly name: string;
  readonly place: string;
  readonly side: string;
  readonly from: Judgement;
  readonly to: Judgement;
  /** Pairs of the class that no witness speaks against, as the second model counted them, else the first; null where neither did. */
  readonly pairs: number | null;
}

type Class = Model["classes"][number];

/** All classes that two models name, in the order of the second, and what each does with them. O(classes²). */
export function modelDifference(from: Model, to: Model): ClassDifference[] {
  const named = [...to.classes, ...from.classes.filter((own) => find(to, own) === undefined)];
  return named.map((own) => ({
    name: own.name,
    place: own.place,
    side: own.side,
    from: judgement(from, own),
    to: judgement(to, own),
    pairs: find(to, own)?.estimate?.open ?? find(from, own)?.estimate?.open ?? null,
  }));
}

/** What is not stated for patients without a number is as for two providers; any other class keeps apart. */
function judgement(model: Model, own: Class): Judgement {
  const stated =
    find(model, own) ?? (own.side === "no-number" ? find(model, { ...own, side: "other-provider" }) : undefined);
  return stated === undefined
    ? { action: "apart", falseShare: model.elseFalseShare }
    : { action: stated.action, falseShare: stated.falseShare };
}

function find(model: Model, { name, place, side }: Class): Class | undefined {
  return model.classes.find((own) => own.name === name && own.place === place && own.side === side);
}
