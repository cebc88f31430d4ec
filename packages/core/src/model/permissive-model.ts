import type { PseudonymType } from "@koppel/pseudonym";

import type { Model } from "./model.ts";
import { precisions, SIDES, type Pattern } from "./pattern.ts";

const OTHER_NAMES = ["name-differs", "name-missing"];
const OTHER_PLACES = ["place-differs", "place-missing"];

/**
 * A model under which every class in which a name or a place agrees does as much as the purposes of the types allow: it links, or where
 * none of the types that agree may carry a link it asks. So every such pair is compared, whatever the given model does with it, and the
 * action tells which classes may link at all (R5).
 */
export function permissiveModel(model: Model, types: readonly PseudonymType[]): Model {
  const names = precisions(types, "name").flatMap((letters) =>
    ["+", "?", "-"].map((sign) => `name${letters}${sign}initial`),
  );
  const places = precisions(types, "postcode").map((characters) => `place${characters}`);
  const agreeing = [
    ...names.flatMap((name) => [...places, ...OTHER_PLACES].map((place) => ({ name, place }))),
    ...OTHER_NAMES.flatMap((name) => places.map((place) => ({ name, place }))),
  ];
  const classes = SIDES.flatMap((side) =>
    agreeing.map((levels) => ({ ...levels, side, action: "link" as const, falseShare: 0.5 })),
  );
  return { ...model, classes };
}

/** Whether two local patients share anything; where not, they were compared only because others share something with both. */
export function shareAnything({ name, place, number }: Pattern): boolean {
  return !OTHER_NAMES.includes(name) || !OTHER_PLACES.includes(place) || number === "number-same";
}
