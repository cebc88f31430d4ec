import { readFileSync } from "node:fs";

import type { RecordName } from "@koppel/core";

/** The records of a synthetic population by person, as its truth file has them. */
export class Truth {
  readonly #records = new Map<string, RecordName[]>();
  readonly #persons = new Map<string, string>();

  /** Reads the file that `koppel synth` wrote (no quoting), its records being of one registry. */
  constructor(path: string, registry: string) {
    for (const line of readFileSync(path, "utf8").trimEnd().split("\n").slice(1)) {
      const [provider, recordId, person] = line.split(",") as [string, string, string];
      const record = { registry, provider, recordId };
      this.#persons.set(fullName(record), person);
      const known = this.#records.get(person);
      if (known === undefined) this.#records.set(person, [record]);
      else known.push(record);
    }
  }

  /** First records of persons with a few visits at so many hospitals. */
  seenAt(hospitals: number): RecordName[] {
    return [...this.#records.values()]
      .filter((records) => new Set(records.map(({ provider }) => provider)).size === hospitals && records.length < 7)
      .map((records) => records[0]!);
  }

  /** One record of each person. */
  everyone(): RecordName[] {
    return [...this.#records.values()].map((records) => records[0]!);
  }

  /** Whether two records, in the form REGISTRY:PROVIDER:RECORD, are one person. */
  same(a: string, b: string): boolean {
    return this.#persons.get(a) === this.#persons.get(b);
  }
}

/** A record in the form REGISTRY:PROVIDER:RECORD. */
export function fullName({ registry, provider, recordId }: RecordName): string {
  return `${registry}:${provider}:${recordId}`;
}
