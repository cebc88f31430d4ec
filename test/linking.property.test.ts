import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { PersonEvent } from "../packages/core/src/linking/persons.ts";
import type { PlainDecision } from "./reference/decisions.ts";
import { linkPlainly, type PlainOutcome } from "./reference/linker.ts";
import { ANCHOR, Partitions } from "./reference/partitions.ts";
import { population, table, type Table } from "./reference/population.ts";
import type { PlainRecord } from "./reference/record.ts";
import { Story } from "./reference/story.ts";

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

/** What can happen to a table, in terms of positions: of records not yet there, or there; of decisions. */
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("add" as const), records: fc.nat(6) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("decide" as const),
      verdict: fc.constantFrom("same" as const, "different" as const),
      parts: fc.array(fc.array(fc.nat(13), { minLength: 1, maxLength: 2, size: "max" }), {
        minLength: 2,
        maxLength: 3,
      }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("undo" as const), decision: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("erase" as const), record: fc.nat(13) }) },
);

describe("people's word", () => {
  const life = scene.chain(({ table, records }) =>
    fc.record({
      table: fc.constant(table),
      records: fc.constant(records),
      steps: fc.array(step, { minLength: 1, maxLength: 14, size: "max" }),
    }),
  );

  it("holds as in the plain reference, whatever is delivered, decided, undone and erased, in any order", () => {
    let [taken, refused, undone] = [0, 0, 0];
    check(
      fc.property(life, parts, ({ table, records, steps }, count) => {
        const partitions = new Partitions(table, count);
        const story = new Story(records);
        partitions.add(story.next(records.length / 2));
        for (const each of steps) {
          if (each.kind === "add") partitions.add(story.next(each.records + 1));
          if (each.kind === "decide") {
            const decision = story.decision(each);
            if (decision === undefined) continue;
            const fits = story.fits(decision);
            expect(partitions.decide(decision)).toBe(fits);
            if (fits) story.decisions.push(decision);
            if (fits) taken++;
            else refused++;
          }
          if (each.kind === "undo" && story.decisions.length > 0) {
            partitions.undo(story.undo(each.decision));
            undone++;
          }
          if (each.kind === "erase" && story.there.length > 0) partitions.erase([story.erase(each.record)]);
        }
        partitions.add(story.next(records.length));
        const setup = { ...table, anchor: ANCHOR, blocking: partitions.blocking };
        const outcome = inOrder(partitions.outcome());
        expect(outcome).toEqual(inOrder(linkPlainly(story.there, setup, story.decisions)));
        for (const decision of story.decisions)
          expectKept(
            decision.parts.map((part) => part.map((name) => story.recordsOf(name))),
            decision.verdict,
            outcome,
          );
        const own = partitions.numbers("own");
        for (const [number, names] of Map.groupBy(partitions.numbers(), ([, person]) => person))
          expect(number).toBe(Math.min(...names.map(([name]) => own.get(name)!)));
      }),
      3000,
    );
    expect(Math.min(taken, refused, undone)).toBeGreaterThan(300);
  });

  it("is taken back exactly: persons, their numbers and cases are as before", () => {
    let taken = 0;
    check(
      fc.property(life, parts, ({ table, records, steps }, count) => {
        const partitions = new Partitions(table, count);
        const story = new Story(records);
        partitions.add(story.next(records.length));
        for (const each of steps) {
          const decision = each.kind === "decide" ? story.decision(each) : undefined;
          if (decision === undefined) continue;
          const before = [inOrder(partitions.outcome()), partitions.numbers()];
          if (!partitions.decide(decision)) continue;
          const after = inOrder(partitions.outcome());
          partitions.undo(decision);
          expect([inOrder(partitions.outcome()), partitions.numbers()]).toEqual(before);
          partitions.decide(decision);
          expect(inOrder(partitions.outcome())).toEqual(after);
          taken++;
        }
      }),
      500,
    );
    expect(taken).toBeGreaterThan(500);
  });
});

/** Two whom a person called different never meet; those called the same are one, or a case asks why not. */
function expectKept(parts: string[][][], verdict: PlainDecision["verdict"], { persons, cases }: PlainOutcome): void {
  const holding = ([record]: readonly string[]): readonly string[] =>
    persons.find((person) => person.includes(record))!;
  const all = [...new Set(parts.flat().map(holding))];
  if (verdict === "same") {
    const asked = cases.some(
      ({ kind, parts: sides }) =>
        kind === "bridge" && all.every((person) => sides.some((side) => side.includes(person[0]))),
    );
    expect(all.length <= 1 || asked).toBe(true);
  } else
    for (const [p, part] of parts.entries())
      for (const other of parts.slice(p + 1))
        for (const a of part) for (const b of other) expect(holding(a)).not.toBe(holding(b));
}

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
