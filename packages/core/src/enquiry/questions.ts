import { topicOf, type Topic } from "./topic.ts";

/** A local patient of the hospital that is asked, with its number as only that hospital can read it. */
export interface AskedPatient {
  /** Number of the person it is part of. */
  readonly person: number;
  /** 32 hex digits. */
  readonly handle: string;
  readonly partition: number;
  /** Its patient number inside the table: to see where two local patients have one. */
  readonly number: string;
  readonly registry: string;
  /** The reversible number as delivered. */
  readonly sealed: string;
}

/** A question to one hospital about one or two patients of its own. */
export interface DraftQuestion {
  readonly case: number;
  readonly topic: Topic;
  readonly patients: readonly AskedPatient[];
}

/**
 * What a case lets one ask of a hospital: where it has patients in several of the persons, whether each two of those are the same patient;
 * where it has patients in one, what its files know of the difference. One patient stands for each person.
 *
 * @param patients of that hospital, of the persons of the case
 */
export function questionsOf(
  asked: { readonly id: number; readonly class: string },
  patients: readonly AskedPatient[],
): DraftQuestion[] {
  const persons = [...Map.groupBy(patients, ({ person }) => person).values()].map(([first]) => first);
  if (persons.length === 1) {
    const topic = topicOf(asked.class);
    return topic === null ? [] : [{ case: asked.id, topic, patients: persons }];
  }
  return persons.flatMap((a, i) =>
    persons
      .slice(i + 1)
      // One number in two birth groups: the hospital says already that they are one.
      .filter((b) => a.number !== b.number)
      .map((b) => ({ case: asked.id, topic: "same-patient" as const, patients: [a, b] })),
  );
}
