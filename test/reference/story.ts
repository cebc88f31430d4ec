import type { PlainDecision } from "./decisions.ts";
import { plainWord } from "./decisions.ts";
import { localPatients } from "./linker.ts";
import type { PlainPatient, PlainRecord } from "./record.ts";

/** What happened to a table so far, and what is there now. */
export class Story {
  there: PlainRecord[] = [];
  decisions: PlainDecision[] = [];
  #coming: readonly PlainRecord[];
  #made = 0;

  constructor(records: readonly PlainRecord[]) {
    this.#coming = records;
  }

  /** The next records to come, which are there from now on. */
  next(count: number): readonly PlainRecord[] {
    const records = this.#coming.slice(0, count);
    this.#coming = this.#coming.slice(count);
    this.there.push(...records);
    return records;
  }

  /** A decision about local patients that are there, each on one side; none where that leaves fewer than two sides. */
  decision({
    verdict,
    parts,
  }: Pick<PlainDecision, "verdict"> & { parts: readonly (readonly number[])[] }): PlainDecision | undefined {
    const patients = this.#patients().map(({ name }) => name);
    const seen = new Set<string>();
    const named = parts.map((part) =>
      part.flatMap((i) => {
        const name = patients[i % patients.length];
        return name === undefined || seen.has(name) ? [] : seen.add(name) && [name];
      }),
    );
    const sides = named.filter((part) => part.length > 0);
    return sides.length < 2 ? undefined : { id: this.#made++, verdict, parts: sides };
  }

  /** The answer to a question about persons, each given by its records: a side has all local patients of one. */
  answer(verdict: PlainDecision["verdict"], persons: readonly (readonly string[])[]): PlainDecision {
    const patients = this.#patients();
    const parts = persons.map((own) =>
      patients.filter(({ records }) => records.some(({ name }) => own.includes(name))).map(({ name }) => name),
    );
    return { id: this.#made++, verdict, parts };
  }

  /** Whether a decision goes together with those that stand. */
  fits(next: PlainDecision): boolean {
    const patients = this.#patients();
    const { same, apart } = plainWord(patients, [...this.decisions, next]);
    return !patients.some((a) => patients.some((b) => same(a, b) && apart(a, b)));
  }

  undo(at: number): PlainDecision {
    return this.decisions.splice(at % this.decisions.length, 1)[0];
  }

  /** Erases a record, and from decisions its local patient where none is left of it. */
  erase(at: number): string {
    const [gone] = this.there.splice(at % this.there.length, 1);
    const left = new Set(this.#patients().map(({ name }) => name));
    this.decisions = this.decisions.map(({ parts, ...decision }) => ({
      ...decision,
      parts: parts.map((part) => part.filter((name) => left.has(name))).filter((part) => part.length > 0),
    }));
    return gone.name;
  }

  /** Records of the local patient of this name. */
  recordsOf(patient: string): string[] {
    return this.#patients()
      .find(({ name }) => name === patient)!
      .records.map(({ name }) => name);
  }

  #patients(): PlainPatient[] {
    return localPatients(this.there, "GG");
  }
}
