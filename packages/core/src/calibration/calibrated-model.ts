import type { PseudonymType } from "@koppel/pseudonym";

import type { Purposes } from "../model/evidence-model.ts";
import type { Model } from "../model/model.ts";
import { chooseActions, type Targets } from "./actions.ts";
import type { Calibration } from "./calibration.ts";
import { carriersOf } from "./carriers.ts";

/** Shares are kept off nought and one, of which no counts can be sure. */
const LEAST_SHARE = 1e-6;

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
      falseShare: Math.min(1 - LEAST_SHARE, Math.max(LEAST_SHARE, own.falseShare)),
      estimate: {
        pairs: own.pairs,
        false: own.false,
        low: own.low,
        high: own.high,
        open: own.open,
        openFalse: own.openFalse,
      },
    })),
    elseFalseShare: before.elseFalseShare,
    sameNumberFalseShare: before.sameNumberFalseShare,
    placeholderLimit: before.placeholderLimit,
  };
}
