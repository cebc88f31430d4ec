import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { PersonEvent } from "../packages/core/src/linking/persons.ts";
import { linkPlainly, type PlainOutcome } from "./reference/linker.ts";
import { ANCHOR, Partitions } from "./reference/partitions.ts";
import { population, table, type Table } from "./reference/population.ts";
import type { PlainRecord } from "./reference/record.ts";

const SEED = 20_270_101;

const scene = table.chain((t) => fc.record({ table: fc.constant(t), records: population(t.types) }));
const parts = fc.constantFrom(1, 3, 8);

describe("linking", () => {
  it("cuts records into persons and asks as the plain reference does, over any number of partitions", () => {
    check(
      fc.property(scene, parts, ({ table, records }, count) => {
        const partitions = new Partitions(table, count);
        partitions.add(records);
        const expected = linkPlainly(records, { ...table, anchor: ANCHOR, blocking: partitions.blocking });
        expect(inOrder(partitions.outcome())).toEqual(inOrder(expected));
      }),
      3000,
    );
  });

  it("gives the same for any order of records", () => {
    const shuffled = scene.chain(({ table, records }) =>
      fc.record({
        table: fc.constant(table),
        records: fc.constant(records),
        other: fc.shuffledSubarray(records, { minLength: records.length }),
      }),
    );
    check(
      fc.property(shuffled, parts, ({ table, records, other }, count) => {
        expect(linked(table, other, count)).toEqual(linked(table, records, 1));
      }),
      1000,
    );
  });

  it("gives the same step by step as all at once, and persons go by their oldest record", () => {
    const cuts = fc.array(fc.nat(14), { minLength: 1, maxLength: 4 });
    check(
      fc.property(scene, parts, cuts, ({ table, records }, count, cuts) => {
        const partitions = new Partitions(table, count);
        const steps = [0, ...cuts.map((cut) => Math.min(cut, records.length)), records.length].toSorted(
          (a, b) => a - b,
        );
        for (const [i, from] of steps.slice(0, -1).entries()) {
          const before = partitions.numbers();
          const events = partitions.add(records.slice(from, steps[i + 1]));
          expectNumbers(partitions.numbers("own"), before, partitions.numbers(), events);
        }
        expect(inOrder(partitions.outcome())).toEqual(linked(table, records, 1));
      }),
      2000,
    );
  });
});

/** A person goes by the own number of its oldest record, and everything that gave a record another person is told. */
function expectNumbers(
  own: Map<string, number>,
  before: Map<string, number>,
  after: Map<string, number>,
  events: readonly PersonEvent[],
): void {
  for (const [number, members] of Map.groupBy(after.keys(), (name) => after.get(name)!))
    expect(number).toBe(Math.min(...members.map((name) => own.get(name)!)));
  const recordOf = new Map([...own].map(([name, number]) => [number, name]));
  const changed = [...before].map(([name, from]) => [from, after.get(name)!]).filter(([from, to]) => from !== to);
  const expected = changed.map(([from, to]) => {
    if (after.get(recordOf.get(from)!) === to) return `${from} merged ${to}`;
    return before.get(recordOf.get(to)!) === from ? `${to} split ${from}` : `${from} moved ${to}`;
  });
  const told = events.map(({ kind, person, other }) => `${person} ${kind} ${other}`);
  expect(told.toSorted()).toEqual([...new Set(expected)].toSorted());
}

function linked(table: Table, records: readonly PlainRecord[], count: number): PlainOutcome {
  const partitions = new Partitions(table, count);
  partitions.add(records);
  return inOrder(partitions.outcome());
}

/** An outcome in an order that depends on nothing but what it says. */
function inOrder({ persons, cases }: PlainOutcome): PlainOutcome {
  const sets = (parts: readonly (readonly string[])[]): string[][] => sorted(parts.map((part) => part.toSorted()));
  return {
    persons: sets(persons),
    cases: sorted(cases.map(({ kind, best, parts }) => ({ kind, best, parts: sets(parts) }))),
  };
}

function sorted<T>(items: readonly T[]): T[] {
  return items.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

function check<T>(property: fc.IPropertyWithHooks<T>, numRuns: number): void {
  fc.assert(property, { seed: SEED, numRuns });
}
