import type { Action, Model } from "@koppel/core";

/** Pairs of the classes of one action that no witness speaks against, and how many of them are expected to be two people. */
export interface ActionTotal {
  readonly classes: number;
  readonly pairs: number;
  readonly false: number;
}

/** A model with what it adds up to, as the `model` verbs give it. */
export interface ShownModel extends Model {
  /** The next run links under it. */
  readonly inForce: boolean;
  readonly totals: ReturnType<typeof actionTotals>;
}

/** A model with its totals. */
export function shownModel(model: Model, inForce: boolean): ShownModel {
  return { ...model, inForce, totals: actionTotals(model) };
}

/** What the classes of each action add up to; null where no table was counted. */
export function actionTotals({ classes }: Model): Readonly<Record<Action, ActionTotal>> | null {
  const total = (action: Action): ActionTotal => {
    const own = classes.filter((entry) => entry.action === action);
    return {
      classes: own.length,
      pairs: own.reduce((sum, { estimate }) => sum + (estimate?.open ?? 0), 0),
      false: own.reduce((sum, { estimate }) => sum + (estimate?.openFalse ?? 0), 0),
    };
  };
  if (classes.every(({ estimate }) => estimate === undefined)) return null;
  return { link: total("link"), review: total("review"), apart: total("apart") };
}
