import { catalogue, type PseudonymType } from "@koppel/pseudonym";

import type { Purposes } from "../model/evidence-model.ts";
import type { Model } from "../model/model.ts";
import { nameParts, placeCharacters } from "./levels.ts";

/** The levels of a class that types can agree on. */
interface Levels {
  readonly name: string;
  readonly place: string;
}

/** Tells of classes whether two patients of them agree on a type that may carry a link (R5). */
export function carriersOf(types: readonly PseudonymType[], purposes: Purposes): (levels: Levels) => boolean {
  const carriers = types.filter((type) => (purposes[type.name] ?? type.purpose) === "individual");
  return (levels) => carriers.some((type) => agrees(type, levels));
}

/** A model as it acts under purposes: where nothing agrees that may carry a link, a class goes to review at most (R5). */
export function underPurposes(model: Model, purposes: Purposes): Model {
  const mayLink = carriersOf(catalogue, purposes);
  const classes = model.classes.map((own) =>
    own.action === "link" && !mayLink(own) ? { ...own, action: "review" as const } : own,
  );
  return { ...model, classes };
}

function agrees({ inputs }: PseudonymType, { name, place }: Levels): boolean {
  const { letters, initial } = nameParts(name);
  if (inputs.name !== undefined) return letters >= inputs.name && (inputs.initial === undefined || initial === "+");
  return inputs.postcode !== undefined && inputs.date !== undefined && placeCharacters(place) >= inputs.postcode;
}
