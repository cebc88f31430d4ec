import { components, type PlainPatient } from "./record.ts";
import type { PlainWord } from "./clusters.ts";

/** A decision in plain words; parts are names of local patients. */
export interface PlainDecision {
  readonly id: number;
  readonly verdict: "same" | "different";
  readonly parts: readonly (readonly string[])[];
}

/** What all decisions say of patients, followed through: who is one with whom, and who therefore is not. */
export function plainWord(
  patients: readonly PlainPatient[],
  decisions: readonly PlainDecision[],
): PlainWord<PlainPatient> {
  const named = ({ name }: PlainPatient, part: readonly string[]): boolean => part.includes(name);
  const bonds = components(patients, (a, b) =>
    decisions.some(({ verdict, parts }) => verdict === "same" && named(a, parts.flat()) && named(b, parts.flat())),
  );
  const bondOf = new Map(bonds.flatMap((bond) => bond.map((patient) => [patient, bond] as const)));
  const kept = (a: PlainPatient, b: PlainPatient): boolean =>
    decisions.some(
      ({ verdict, parts }) =>
        verdict === "different" &&
        parts.some((part, p) => named(a, part) && parts.some((other, q) => p !== q && named(b, other))),
    );
  return {
    same: (a, b) => bondOf.get(a) === bondOf.get(b),
    apart: (a, b) => bondOf.get(a)!.some((x) => bondOf.get(b)!.some((y) => kept(x, y))),
  };
}
