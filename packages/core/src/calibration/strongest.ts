import type { EvidenceModel } from "../model/evidence-model.ts";
import type { PatternClass } from "../model/model.ts";
import { nameParts } from "./levels.ts";

/**
 * Says which classes are as sure as any in this table: most letters and the same initial; in a table without initials, most letters and
 * the same place.
 */
export function strongestLevels(model: EvidenceModel, initials: boolean): (found: PatternClass) => boolean {
  const [most] = model.letters;
  return ({ name, place, number }) => {
    const { letters, initial } = nameParts(name);
    if (letters !== most || number === "number-differs") return false;
    return initials ? initial === "+" : /\d/.test(place);
  };
}
