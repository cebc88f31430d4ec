import type { PseudonymType } from "@koppel/pseudonym";

import type { Purposes } from "../model/evidence-model.ts";
import type { Model } from "../model/model.ts";
import { chooseActions, type Targets } from "./actions.ts";
import type { Calibration } from "./calibration.ts";
import { carriersOf } from "./carriers.ts";

/** Shares are kept off nought and one, of which no counts can be sure: half a false pair more is always thought possible, in a thousand. */
const LEAST_SHARE = 1e-6;
const HALF_A_PAIR = 0.5;
const PSEUDO_PAIRS = 1000;

/**
 * A model from what was estimated, to meet targets. What counts do not tell (margin, citizen service numbers, placeholders) is as in the
 * model before.
 *
 * @param types the evidence types of the table
 */
export function calibratedModel(
  { method, classes, kinds }: Calibration,
  targets: Targets,
  before: Model,
  types: readonly PseudonymType[],
  purposes: Purposes,
  name: { readonly version: string; readonly origin: string },
): Model {
  const actions = chooseActions(classes, targets, carriersOf(types, purposes));
  return {
    ...name,
    method,
    targets,
    kinds,
    margin: before.margin,
    classes: classes.map((own, c) => ({
      name: own.name,
      place: own.place,
      side: own.side,
      action: actions[c],
      falseShare: Math.min(1 - LEAST_SHARE, own.falseShare + HALF_A_PAIR / (own.open + PSEUDO_PAIRS)),
      estimate: {
        pairs: own.pairs,
        false: own.false,
        low: own.low,
        high: own.high,
        open: own.open,
        openFalse: own.openFalse,
        openLow: own.openLow,
        openHigh: own.openHigh,
      },
    })),
    elseFalseShare: before.elseFalseShare,
    sameNumberFalseShare: before.sameNumberFalseShare,
    placeholderLimit: before.placeholderLimit,
  };
}
