import type { PlainWord } from "./clusters.ts";
import { components, sharedValues, type PlainPatient } from "./record.ts";

type Person = readonly PlainPatient[];

/**
 * Persons joined over birth groups, first by a human's word, then by patient number; a service number only asks, and so does what
 * would put two together that exclude each other.
 */
export function bridgePlainly(
  persons: readonly Person[],
  word: PlainWord<PlainPatient>,
): { persons: readonly Person[]; questions: readonly (readonly Person[])[] } {
  const some = (holds: (x: PlainPatient, y: PlainPatient) => boolean) => (a: Person, b: Person) =>
    a.some((x) => b.some((y) => holds(x, y)));
  const apart = some(word.apart);
  const bonded = some(word.same);
  const numbered = (a: Person, b: Person): boolean => !apart(a, b) && some(sameNumber)(a, b);
  const serviced = (a: Person, b: Person): boolean =>
    !apart(a, b) && some((x, y) => sharedValues(x, y, "B").length > 0)(a, b);
  const bonds = components(persons.flat(), word.same);
  const joined = (units: readonly Person[], related: typeof apart, witnesses: readonly Person[]): Person[] =>
    components(units, related).flatMap((set) => {
      const exclude = set.some((a) => set.some((b) => a !== b && apart(a, b))) || clash(set, witnesses);
      return exclude ? set : [set.flat()];
    });
  const whole = joined(joined(persons, bonded, bonds), numbered, []);
  const connected = components(whole, (a, b) => bonded(a, b) || numbered(a, b) || serviced(a, b));
  return { persons: whole, questions: connected.filter((set) => set.length > 1) };
}

/** Whether these persons together have two numbers of one provider that neither one of them nor a witness has both. */
function clash(persons: readonly Person[], witnesses: readonly Person[]): boolean {
  const all = persons.flat().filter(({ mrn }) => mrn !== undefined);
  const together = (a: PlainPatient, b: PlainPatient): boolean =>
    [...persons, ...witnesses].some((own) => [a, b].every((one) => own.some((other) => sameNumber(one, other))));
  return all.some((a) => all.some((b) => a.provider === b.provider && !together(a, b)));
}

function sameNumber(a: PlainPatient, b: PlainPatient): boolean {
  return a.mrn !== undefined && a.provider === b.provider && a.mrn === b.mrn;
}
