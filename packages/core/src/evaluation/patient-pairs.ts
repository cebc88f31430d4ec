import { countPairs } from "./pair-counts.ts";
import type { Pairs } from "./quality.ts";

/**
 * Pairs of local patients but for those whose numbers one provider gave, which it thereby says are two people. O(patients).
 *
 * @param person, truth by local patient: numbers below 2^26
 * @param provider by local patient: number of its provider, or -1 where it has no number
 */
export function pairsAcrossProviders(
  person: readonly number[],
  truth: readonly number[],
  provider: readonly number[],
): Pairs {
  const across = pairsOf(person, truth);
  const numbered = provider.flatMap((number, patient) => (number < 0 ? [] : [patient]));
  for (const own of Map.groupBy(numbered, (patient) => provider[patient]).values()) {
    const within = pairsOf(
      own.map((patient) => person[patient]),
      own.map((patient) => truth[patient]),
    );
    across.true -= within.true;
    across.linked -= within.linked;
    across.correct -= within.correct;
  }
  return across;
}

function pairsOf(
  person: readonly number[],
  truth: readonly number[],
): { true: number; linked: number; correct: number } {
  const { true: all, linked, correct } = countPairs(person, truth);
  return { true: all, linked, correct };
}
