import type { PseudonymType, Purpose } from "@koppel/pseudonym";

import type { Model } from "../../packages/core/src/model/model.ts";
import { plainClass, type PlainClass } from "./classes.ts";
import { plainClusters } from "./clusters.ts";
import { bridgePlainly } from "./bridges.ts";
import { plainWord, type PlainDecision } from "./decisions.ts";
import {
  components,
  inCanonicalOrder,
  patientName,
  sharedValues,
  valuesOf,
  type PlainPatient,
  type PlainRecord,
} from "./record.ts";

/** What linking rests on. */
export interface PlainSetup {
  readonly types: readonly PseudonymType[];
  /** The type whose values are the birth groups. */
  readonly anchor: string;
  readonly purposes: Readonly<Record<string, Purpose>>;
  readonly model: Model;
  /** Types by which candidates are gathered; it only matters where a value is a placeholder. */
  readonly blocking: readonly string[];
}

/** A question: its kind, the class of the strongest pair, and the records of each person concerned. */
export interface PlainCase {
  readonly kind: string;
  readonly best: string;
  readonly parts: readonly (readonly string[])[];
}

/** Persons as sets of record names, and what is asked; in no order that matters. */
export interface PlainOutcome {
  readonly persons: readonly (readonly string[])[];
  readonly cases: readonly PlainCase[];
}

/**
 * Links records in the plainest way: no partitions, no numbers for values, no masks, every pair looked at.
 *
 * It follows from what the docstrings of the linker say, not from its code. Quartic at worst.
 */
export function linkPlainly(
  records: readonly PlainRecord[],
  setup: PlainSetup,
  decisions: readonly PlainDecision[] = [],
): PlainOutcome {
  const patients = localPatients(records, setup.anchor);
  const word = plainWord(patients, decisions);
  const persons: PlainPatient[][] = patients.filter((p) => p.birthGroup === undefined).map((p) => [p]);
  const cases: PlainCase[] = [];
  for (const birthGroup of new Set(patients.flatMap((p) => p.birthGroup ?? []))) {
    const group = inCanonicalOrder(patients.filter((p) => p.birthGroup === birthGroup));
    const classOf = remembered((a: PlainPatient, b: PlainPatient) => classOfPair(a, b, setup));
    const near = gathered(group, classOf, setup);
    for (const set of components(group, (a, b) => word.same(a, b) || near(a, b))) {
      const found = plainClusters(set, classOf, setup.model.margin, word);
      persons.push(...found.clusters.map((cluster) => [...cluster]));
      for (const { kind, best, parts } of found.questions) cases.push({ kind, best, parts: parts.map(recordNames) });
    }
  }
  const bridged = bridgePlainly(persons, word);
  const asked = bridged.questions.map((parts) => ({ kind: "bridge", best: "", parts: parts.map(recordNames) }));
  return { persons: bridged.persons.map(recordNames), cases: [...cases, ...asked] };
}

/** The providers' own view: records of one birth group under one number, or a single record. */
export function localPatients(records: readonly PlainRecord[], anchor: string): PlainPatient[] {
  const byName = Map.groupBy(records, (record) => patientName(record, anchor));
  return [...byName].map(([name, own]) => {
    const [{ provider, mrn, values }] = own;
    return { name, provider, mrn, birthGroup: values[anchor], records: own };
  });
}

/** What two patients say of each other. */
export function classOfPair(a: PlainPatient, b: PlainPatient, { types, purposes, model }: PlainSetup): PlainClass {
  const purposeOf = (type: PseudonymType): Purpose => purposes[type.name] ?? type.purpose;
  const evidence = types.filter((type) => purposeOf(type) !== "report");
  const agree = evidence.filter((type) => sharedValues(a, b, type.name).length > 0);
  const both = evidence.filter((type) => valuesOf(a, type.name).size > 0 && valuesOf(b, type.name).size > 0);
  const numbered = a.mrn !== undefined && b.mrn !== undefined;
  const side = !numbered ? "no-number" : a.provider === b.provider ? "same-provider" : "other-provider";
  return plainClass(model, { agree, both, side }, purposeOf);
}

/**
 * Who are candidates: patients who share a value they are gathered by that is no placeholder. To see that gathering misses nobody,
 * all for whom the model does something count too, unless it is a placeholder they share or only a service number.
 */
function gathered(
  group: readonly PlainPatient[],
  classOf: (a: PlainPatient, b: PlainPatient) => PlainClass,
  { types, anchor, blocking, model, purposes }: PlainSetup,
): (a: PlainPatient, b: PlainPatient) => boolean {
  const isPlaceholder = (type: string, value: string): boolean =>
    group.filter((patient) => valuesOf(patient, type).has(value)).length > model.placeholderLimit;
  const anchored = types.filter(
    (type) =>
      type.name !== anchor && type.inputs.bsn === undefined && (purposes[type.name] ?? type.purpose) !== "report",
  );
  return (a, b) => {
    const shared = blocking.flatMap((type) =>
      sharedValues(a, b, type).map((value) => ({ placeholder: isPlaceholder(type, value) })),
    );
    if (shared.length > 0) return shared.some(({ placeholder }) => !placeholder);
    // What only a service number makes more than strangers is asked over birth groups, not here.
    const shareServiceNumber = types.some(
      (type) => type.inputs.bsn !== undefined && sharedValues(a, b, type.name).length > 0,
    );
    const acts = !shareServiceNumber && classOf(a, b).action !== "apart";
    return acts && anchored.some((type) => sharedValues(a, b, type.name).length > 0);
  };
}

function recordNames(patients: readonly PlainPatient[]): string[] {
  return patients.flatMap(({ records }) => records.map(({ name }) => name));
}

function remembered<A extends object, R>(f: (a: A, b: A) => R): (a: A, b: A) => R {
  const known = new Map<A, Map<A, R>>();
  return (a, b) => {
    const row = known.get(a) ?? new Map<A, R>();
    known.set(a, row);
    if (!row.has(b)) row.set(b, f(a, b));
    return row.get(b)!;
  };
}
