import { typesByName } from "@koppel/pseudonym";
import { describe, expect, it } from "vitest";

import { defaultModel } from "../packages/core/src/model/default-model.ts";
import type { PlainOutcome } from "./reference/linker.ts";
import { ANCHOR, Partitions } from "./reference/partitions.ts";
import { plainRecord, type Components } from "./reference/population.ts";
import { patientName, type PlainRecord } from "./reference/record.ts";

/** Each of these fails when one guard is taken out, and no other test has to tell which. */
const table = {
  types: typesByName(["B", "NGGV", "sNGGV", "NGG", "sNGG", "C", "RGG", "GG"]),
  purposes: {},
  model: defaultModel,
};

/** A record: all of the same person unless it says otherwise. */
function record(id: string, provider: string, mrn: string, changes: Partial<Components> = {}): PlainRecord {
  const anna = { birth: "1961-05-05 V", name: "JANSENAA", initial: "A", postcode: "1234AB", bsn: undefined };
  return plainRecord({ registry: "heart", provider, mrn, ...anna, ...changes }, id, table.types);
}

/** The persons, by the ids of their records, and the kinds of cases. */
function told({ persons, cases }: PlainOutcome): { persons: string[]; cases: string[] } {
  const ids = persons.map((person) =>
    person
      .map((name) => name.split(" ")[2])
      .toSorted()
      .join(""),
  );
  return { persons: ids.toSorted(), cases: cases.map(({ kind }) => kind).toSorted() };
}

function linked(...runs: readonly (readonly PlainRecord[])[]): Partitions {
  const partitions = new Partitions(table, 4);
  for (const records of runs) partitions.add(records);
  return partitions;
}

function decide(partitions: Partitions, verdict: "same" | "different", ...records: readonly PlainRecord[]): void {
  expect(partitions.decide({ id: 1, verdict, parts: records.map((each) => [patientName(each, ANCHOR)]) })).toBe(true);
}

const a = record("a", "H1", "1");
const b = record("b", "H2", "1");

describe("a guard keeps apart", () => {
  it("two whom a human called different", () => {
    const partitions = linked([a, b]);
    expect(told(partitions.outcome())).toEqual({ persons: ["ab"], cases: [] });
    decide(partitions, "different", a, b);
    expect(told(partitions.outcome())).toEqual({ persons: ["a", "b"], cases: [] });
  });

  it("clusters that hold two whom a human called different, however they grow", () => {
    const moved = record("b", "H2", "1", { postcode: "9876ZX" });
    const partitions = linked([a, moved]);
    decide(partitions, "different", a, moved);
    partitions.add([record("c", "H3", "1")]);
    expect(told(partitions.outcome())).toEqual({ persons: ["ac", "b"], cases: [] });
  });

  it("two citizen service numbers, also where a third record links to both", () => {
    const partitions = linked([record("a", "H1", "1", { bsn: "100" }), record("b", "H2", "1", { bsn: "200" })]);
    partitions.add([record("c", "H3", "1")]);
    expect(told(partitions.outcome())).toEqual({ persons: ["a", "b", "c"], cases: ["rivals"] });
  });

  it("two patient numbers of one provider, also where a third record links to both", () => {
    const partitions = linked([a, record("b", "H1", "2"), record("c", "H2", "1")]);
    expect(told(partitions.outcome())).toEqual({ persons: ["a", "b", "c"], cases: ["rivals"] });
  });

  it("clusters of which pairs that were never candidates speak against it", () => {
    const baker = { name: "BAKKERAA", postcode: "9876ZX" };
    const partitions = linked([
      a,
      b,
      record("m", "H2", "1", { ...baker, initial: "B" }),
      record("c", "H3", "1", { ...baker, initial: "A" }),
    ]);
    expect(told(partitions.outcome())).toEqual({ persons: ["abm", "c"], cases: ["contradiction"] });
  });

  it("rivals, where the best leads by less than the margin", () => {
    const near = record("b", "H1", "2", { postcode: "1234AC" });
    const partitions = linked([a, near, record("c", "H2", "1")]);
    expect(told(partitions.outcome())).toEqual({ persons: ["a", "b", "c"], cases: ["rivals"] });
  });
});

describe("a guard over birth groups keeps apart", () => {
  const other = record("b", "H1", "1", { birth: "1987-11-30 M" });

  it("two persons under one number whom a human called different", () => {
    const partitions = linked([a, other]);
    expect(told(partitions.outcome())).toEqual({ persons: ["ab"], cases: [] });
    decide(partitions, "different", a, other);
    expect(told(partitions.outcome())).toEqual({ persons: ["a", "b"], cases: [] });
  });

  it("all whom numbers connect, where that would bring two together whom a human called different", () => {
    const further = { birth: "2001-02-03 M", name: "VISSERAA" };
    const middle = record("m", "H2", "7", { birth: "1987-11-30 M" });
    const last = record("c", "H2", "7", further);
    const partitions = linked([a, other, middle, last]);
    expect(told(partitions.outcome())).toEqual({ persons: ["abcm"], cases: [] });
    decide(partitions, "different", a, last);
    expect(told(partitions.outcome())).toEqual({ persons: ["a", "bm", "c"], cases: ["bridge"] });
  });

  it("two numbers of one provider that a decision about others would bring together", () => {
    const second = record("d", "H1", "2", { birth: "1987-11-30 M" });
    const partner = record("p", "H2", "9", { birth: "1987-11-30 M" });
    const partitions = linked([a, b, second, partner]);
    decide(partitions, "same", b, partner);
    expect(told(partitions.outcome())).toEqual({ persons: ["ab", "dp"], cases: ["bridge"] });
  });
});

describe("a human's word", () => {
  it("makes one of two numbers of one provider, and leaves what is vetoed against others", () => {
    const second = record("b", "H1", "2");
    const partitions = linked([a, second, record("c", "H1", "3")]);
    decide(partitions, "same", a, second);
    expect(told(partitions.outcome())).toEqual({ persons: ["ab", "c"], cases: ["duplicate-number"] });
  });

  it("makes one of two who have nothing in common", () => {
    const stranger = record("s", "H3", "5", { name: "BAKKERAA", initial: "B", postcode: "9876ZX" });
    const elsewhere = record("e", "H3", "6", { birth: "2001-02-03 M", name: "VISSERAA" });
    const partitions = linked([a, stranger, elsewhere]);
    expect(
      partitions.decide({
        id: 1,
        verdict: "same",
        parts: [a, stranger, elsewhere].map((each) => [patientName(each, ANCHOR)]),
      }),
    ).toBe(true);
    expect(told(partitions.outcome())).toEqual({ persons: ["aes"], cases: [] });
  });
});

it("a run links new records together with the old ones of their birth group", () => {
  expect(told(linked([a], [b]).outcome())).toEqual({ persons: ["ab"], cases: [] });
});
