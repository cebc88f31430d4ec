import type { PseudonymType } from "@koppel/pseudonym";

import type { Model } from "../model/model.ts";
import { SIDES } from "../model/pattern.ts";

/**
 * A model under which every class in which a name or a place agrees does as much as the purposes of the types allow: it links, or where
 * none of the types that agree may carry a link it asks. So every such pair is compared, whatever the given model does with it, and the
 * action tells which classes may link at all (R5).
 */
export function permissiveModel(model: Model, types: readonly PseudonymType[]): Model {
  const precisions = (component: "name" | "postcode"): number[] => [
    ...new Set(types.flatMap(({ inputs }) => inputs[component] ?? [])),
  ];
  const names = precisions("name").flatMap((letters) => ["+", "?", "-"].map((sign) => `name${letters}${sign}initial`));
  const places = precisions("postcode").map((characters) => `place${characters}`);
  const agreeing = [
    ...names.flatMap((name) => [...places, "place-differs", "place-missing"].map((place) => ({ name, place }))),
    ...["name-differs", "name-missing"].flatMap((name) => places.map((place) => ({ name, place }))),
  ];
  const classes = SIDES.flatMap((side) =>
    agreeing.map((levels) => ({ ...levels, side, action: "link" as const, falseShare: 0.5 })),
  );
  return { ...model, classes };
}
