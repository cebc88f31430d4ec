import type { ClassPairs, PairCounts, PossiblePairs } from "../../packages/core/src/calibration/pair-counts.ts";
import { classOfPair, localPatients, type PlainSetup } from "./linker.ts";
import { valuesOf, type PlainPatient, type PlainRecord } from "./record.ts";

type Counted = Omit<PairCounts, "varied" | "providers"> & { readonly providers: readonly unknown[] };

/** Counts pairs for calibration in the plainest way: every pair of every birth group, every possible witness. */
export function countPlainly(
  records: readonly PlainRecord[],
  setup: PlainSetup,
  numberOf: (provider: string) => number,
): Counted {
  const { types, purposes } = setup;
  const evidence = types.filter((type) => (purposes[type.name] ?? type.purpose) !== "report");
  const has = (patient: PlainPatient, which: (type: (typeof types)[number]) => boolean): boolean =>
    evidence.some((type) => which(type) && valuesOf(patient, type.name).size > 0);
  const placed = (patient: PlainPatient): boolean =>
    has(patient, ({ inputs }) => inputs.postcode !== undefined && inputs.date !== undefined);
  const patients = localPatients(records, setup.anchor).filter(({ birthGroup }) => birthGroup !== undefined);
  const pairs = patients.flatMap((a, i) =>
    patients
      .slice(i + 1)
      .flatMap((b) => (a.birthGroup === b.birthGroup ? [{ a, b, ...classOfPair(a, b, setup) }] : [])),
  );
  const most = Math.max(0, ...evidence.map(({ inputs }) => inputs.name ?? 0));
  const initials = evidence.some(({ inputs }) => inputs.initial !== undefined);
  const sure = ({ name, place, side, key }: (typeof pairs)[number]): boolean =>
    side === "other-provider" &&
    !key.includes("number-differs") &&
    (initials ? name === `name${most}+initial` : name.startsWith(`name${most}`) && /\d/.test(place));
  const partners = (patient: PlainPatient): PlainPatient[] =>
    pairs.flatMap((pair) =>
      sure(pair) && pair.a === patient ? [pair.b] : sure(pair) && pair.b === patient ? [pair.a] : [],
    );
  /** Whether a patient surely is another one at the provider of `other` than `other` itself. */
  const speaks = (patient: PlainPatient, other: PlainPatient): number =>
    Number(partners(patient).some((partner) => partner !== other && partner.provider === other.provider));
  const witnesses = ({ a, b, side }: (typeof pairs)[number]): number =>
    side === "no-number" ? 0 : speaks(a, b) + speaks(b, a);

  const alike = ({ name, place }: (typeof pairs)[number]): boolean => /\d/.test(name) || /\d/.test(place);
  const classes = Map.groupBy(
    pairs.filter((pair) => alike(pair) && !pair.key.includes("number-")),
    ({ name, place, side }) => JSON.stringify({ name, place, side }),
  );
  const sides = ["other-provider", "same-provider", "no-number"] as const;
  return {
    classes: [...classes].map(([key, own]) => ({
      ...(JSON.parse(key) as Omit<ClassPairs, "pairs">),
      pairs: [0, 1, 2].map((n) => own.filter((pair) => witnesses(pair) === n).length) as unknown as ClassPairs["pairs"],
    })),
    possible: sides.map((side): PossiblePairs => {
      const strangers = pairs.filter((pair) => pair.side === side && !alike(pair));
      const together = strangers.filter(({ a, b }) => placed(a) && placed(b)).length;
      // Anybody but the partners themselves could look alike.
      const others = pairs.filter((pair) => side === "other-provider" && pair.side === side && !sure(pair));
      const [one, both] = [1, 2].map((n) => others.filter((pair) => witnesses(pair) === n).length) as [number, number];
      return {
        side,
        placed: together,
        unplaced: strangers.length - together,
        witnessed: [strangers.length - one - both, one, both],
      };
    }),
    providers: [...new Set(patients.map(({ provider }) => provider))].flatMap((provider) => {
      const numbered = pairs.filter(
        ({ a, b, side }) => side !== "no-number" && [a.provider, b.provider].includes(provider),
      );
      const within = numbered.filter(({ side }) => side === "same-provider");
      const decoys = within.filter(
        ({ name, place, key }) => name.endsWith("-initial") && place === "place-differs" && !key.includes("number-"),
      );
      const counts = { within: within.length, across: numbered.length - within.length, decoys: decoys.length };
      return numbered.length === 0 ? [] : [{ provider: numberOf(provider), ...counts }];
    }),
    patients: patients.length,
    unnamed: patients.filter((patient) => !has(patient, ({ inputs }) => inputs.name !== undefined)).length,
    uninitialled: patients.filter(
      (patient) =>
        has(patient, ({ inputs }) => inputs.name !== undefined) &&
        !has(patient, ({ inputs }) => inputs.initial !== undefined),
    ).length,
  };
}
