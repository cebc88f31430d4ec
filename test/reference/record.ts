/** A record in plain words: what the linker sees as bytes. */
export interface PlainRecord {
  /** Registry, provider and record id: unique. */
  readonly name: string;
  /** Records and what holds them are ordered by this text, so that ties are broken alike everywhere. */
  readonly key: string;
  readonly provider: string;
  /** Patient number at the provider. */
  readonly mrn: string | undefined;
  /** By name of the type: the text that the pseudonym is made of; a missing type is not there. */
  readonly values: Readonly<Record<string, string>>;
}

/** The provider's own view of a patient: records of one birth group under one number, or a single record. */
export interface PlainPatient {
  /** See `patientName`. */
  readonly name: string;
  readonly provider: string;
  readonly mrn: string | undefined;
  readonly birthGroup: string | undefined;
  readonly records: readonly PlainRecord[];
}

/** Names the local patient of a record: birth group, provider and number, or else the record itself. */
export function patientName({ name, provider, mrn, values }: PlainRecord, anchor: string): string {
  return JSON.stringify(mrn === undefined ? [name] : [values[anchor], provider, mrn]);
}

/** All values of one type that a patient ever had. */
export function valuesOf(patient: PlainPatient, type: string): Set<string> {
  return new Set(patient.records.flatMap((record) => record.values[type] ?? []));
}

/** What two patients both have of one type. */
export function sharedValues(a: PlainPatient, b: PlainPatient, type: string): string[] {
  return [...valuesOf(a, type)].filter((value) => valuesOf(b, type).has(value));
}

/** Patients by their smallest record key. */
export function inCanonicalOrder(patients: readonly PlainPatient[]): PlainPatient[] {
  const key = (patient: PlainPatient): string => patient.records.map((record) => record.key).toSorted()[0];
  return patients.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** Items in sets, such that related items share a set; sets and items in the order given. Cubic. */
export function components<T>(items: readonly T[], related: (a: T, b: T) => boolean): T[][] {
  let sets: T[][] = items.map((item) => [item]);
  for (const a of items) {
    for (const b of items) {
      if (a === b || !related(a, b)) continue;
      const one = sets.find((set) => set.includes(a))!;
      const two = sets.find((set) => set.includes(b))!;
      if (one !== two) sets = sets.filter((set) => set !== one && set !== two).concat([[...one, ...two]]);
    }
  }
  const inOrder = sets.map((set) => items.filter((item) => set.includes(item)));
  return inOrder.toSorted((x, y) => items.indexOf(x[0]) - items.indexOf(y[0]));
}
