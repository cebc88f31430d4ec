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
  /** By action; null where no table was counted. */
  readonly totals: Readonly<Record<Action, ActionTotal>> | null;
}

/** A model with its totals. */
export function shownModel(model: Model, inForce: boolean): ShownModel {
  const counted = model.classes.some(({ estimate }) => estimate !== undefined);
  const total = (action: Action): ActionTotal => {
    const own = model.classes.filter((entry) => entry.action === action);
    return {
      classes: own.length,
      pairs: own.reduce((sum, { estimate }) => sum + (estimate?.open ?? 0), 0),
      false: own.reduce((sum, { estimate }) => sum + (estimate?.openFalse ?? 0), 0),
    };
  };
  const totals = counted ? { link: total("link"), review: total("review"), apart: total("apart") } : null;
  return { ...model, inForce, totals };
}
