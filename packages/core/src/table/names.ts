import { dayText } from "../calendar.ts";
import type { FoundPatient } from "../workers/patient-view.ts";
import { nameOf } from "./lookup.ts";
import type { OpenTable } from "./open-table.ts";
import type { ExplainedPatient } from "./explanation-result.ts";
import type { RecordName } from "./results.ts";

type Visit = FoundPatient["records"][number];
type RecordPlace = Pick<Visit, "delivery" | "recordId">;

/** What the numbers inside the table stand for. */
export class Names {
  readonly #bridges: ReadonlyMap<number, number>;
  readonly #providers: ReadonlyMap<number, string>;
  readonly #deliveries: ReadonlyMap<number, { registry: string; provider: string; run: number }>;
  readonly #types: readonly string[];

  constructor({ store, setup }: OpenTable) {
    const registries = new Map(store.registries().map(({ id, name }) => [id, name]));
    this.#bridges = store.bridges();
    this.#types = setup.types;
    this.#providers = new Map(store.providers().map(({ id, name }) => [id, name]));
    this.#deliveries = new Map(
      store
        .deliveries()
        .map(({ id, registry, provider, run }) => [
          id,
          { registry: registries.get(registry)!, provider: this.#providers.get(provider)!, run },
        ]),
    );
  }

  kept(person: number): number {
    return this.#bridges.get(person) ?? person;
  }

  bridgedWith(kept: number): number[] {
    return [...this.#bridges].filter(([, to]) => to === kept).map(([person]) => person);
  }

  nameOf({ delivery, recordId }: RecordPlace): RecordName {
    const { registry, provider } = this.#deliveries.get(delivery)!;
    return { registry, provider, recordId };
  }

  /** A record as REGISTRY:PROVIDER:RECORD. */
  record(place: RecordPlace): string {
    return nameOf(this.nameOf(place));
  }

  /** When a record is of, which run brought it, and which types it has. */
  visit({ date, delivery, types }: Visit): { date: string | null; run: number; types: string[] } {
    return {
      date: date === null ? null : dayText(date),
      run: this.#deliveries.get(delivery)!.run,
      types: this.#types.filter((_, t) => types & (1 << t)),
    };
  }

  patient({ provider, person, number, records }: FoundPatient): ExplainedPatient {
    return {
      provider: this.#providers.get(provider)!,
      person: this.kept(person),
      hasNumber: number !== null,
      records: records
        .map((each) => ({ record: this.record(each), ...this.visit(each) }))
        .toSorted((a, b) => ((a.date ?? "") < (b.date ?? "") ? -1 : 1)),
    };
  }
}
