import { typesByName, type Purpose } from "@koppel/pseudonym";
import { expect, test } from "vitest";

import { defaultModel } from "../model/default-model.ts";
import { EvidenceModel } from "../model/evidence-model.ts";
import { SIDES } from "../model/pattern.ts";
import { underPurposes } from "./carriers.ts";

const types = typesByName(["GG", "NGGV", "sNGGV", "NGG", "sNGG", "C", "RGG"]);

/** The most that pairs of each class do, by every way in which types can agree. */
function acts(purposes: Record<string, Purpose>): Map<string, string> {
  const model = new EvidenceModel(defaultModel, types, 0, purposes);
  const all = 1 << model.evidence.length;
  const most = new Map<string, string>();
  for (let present = 0; present < all; present++)
    for (let agree = 0; agree <= present; agree++) {
      if ((agree & ~present) !== 0) continue;
      SIDES.forEach((_, side) => {
        const { key, action } = model.classes[model.classOf(agree, present, side)];
        if (most.get(key) !== "link") most.set(key, action);
      });
    }
  return most;
}

test.each<Record<string, Purpose>>([
  {},
  { C: "individual" },
  { sNGGV: "corroborate", sNGG: "corroborate" },
  { NGGV: "corroborate", sNGGV: "corroborate" },
  { NGGV: "corroborate", NGG: "corroborate", sNGGV: "corroborate", sNGG: "corroborate" },
])("a model acts as pairs of its classes do, under %o", (purposes) => {
  const most = acts(purposes);
  const { classes } = underPurposes(defaultModel, purposes);
  const told = classes.map(({ name, place, side, action }) => [`${name} ${place} ${side}`, action]);
  expect(told).toEqual(told.map(([key]) => [key, most.get(key!)]));
});
