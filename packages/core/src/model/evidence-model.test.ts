import { catalogue, typesByName, type PseudonymType, type Purpose } from "@koppel/pseudonym";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { defaultModel } from "./default-model.ts";
import { EvidenceModel } from "./evidence-model.ts";
import type { Model } from "./model.ts";

const tables: readonly (readonly PseudonymType[])[] = [
  typesByName(["NGGV", "sNGGV", "NGG", "sNGG", "C", "RGG", "GG", "A"]),
  typesByName(["B", "NGGV", "sNGG", "C", "RGG", "GG"]),
  typesByName(["GG", "NGG", "C", "B"]),
];
const purpose = fc.constantFrom<Purpose>("individual", "corroborate", "report");
const setup = fc.record({
  types: fc.constantFrom(...tables),
  purposes: fc.dictionary(fc.constantFrom("NGGV", "NGG", "sNGG", "C", "RGG", "B"), purpose, { maxKeys: 3 }),
  classes: fc.array(
    fc.record({
      name: fc.constantFrom("name8+initial", "name8?initial", "name4-initial", "name-differs", "name-missing"),
      place: fc.constantFrom("place6", "place4", "place-differs", "place-missing"),
      side: fc.constantFrom("other-provider", "same-provider", "no-number"),
      action: fc.constantFrom("link", "review"),
      falseShare: fc.constant(0.01),
    }),
    { maxLength: 8 },
  ),
});

function prepare({
  types,
  purposes,
  classes,
}: Pick<Model, "classes"> & { types: readonly PseudonymType[]; purposes: Record<string, Purpose> }) {
  const anchor = types.findIndex(({ name }) => name === "GG");
  return new EvidenceModel({ ...defaultModel, classes }, types, anchor, purposes);
}

/** Names of the blocking types under the shipped model. */
function gatheredBy(types: readonly PseudonymType[]): string[] {
  const { blocking, evidence } = prepare({ types, purposes: {}, classes: defaultModel.classes });
  return blocking.map((bit) => types[evidence[bit]].name);
}

/** All pairs of masks that can occur: what agrees is there on both sides; what it implies may be missing with a registry that has it not. */
function pairs(model: EvidenceModel): { agree: number; both: number }[] {
  const masks = Array.from({ length: 1 << model.evidence.length }, (_, mask) => mask);
  return masks.flatMap((agree) => masks.flatMap((both) => (agree & ~both ? [] : [{ agree, both }])));
}

describe("a model made ready", () => {
  it("gathers by types that no pair with an action escapes, but for those who share a service number alone", () => {
    fc.assert(
      fc.property(setup, (given) => {
        const model = prepare(given);
        const gather = model.blocking.reduce((mask, bit) => mask | (1 << bit), 0);
        const service = 1 << model.evidence.findIndex((t) => given.types[t].name === "B");
        for (const { agree, both } of pairs(model)) {
          if (agree === 0 || agree & service || agree & gather) continue;
          for (const side of [0, 1, 2]) expect(model.classes[model.classOf(agree, both, side)].action).toBe("apart");
        }
      }),
      { numRuns: 200 },
    );
  });

  it("gathers by every type that may stand without those it implies, and by no more", () => {
    const [types, withServiceNumber] = tables;
    const wanted = ["C", "NGG", "NGGV", "sNGG", "sNGGV"];
    expect(gatheredBy(types).toSorted()).toEqual(wanted);
    // Never by the service number: it reaches beyond a birth group.
    expect(gatheredBy(withServiceNumber).toSorted()).toEqual(
      wanted.filter((name) => withServiceNumber.some((type) => type.name === name)),
    );
  });

  it("has room to count by class", () => {
    fc.assert(
      fc.property(setup, (given) => {
        const model = prepare(given);
        for (const { agree, both } of pairs(model)) for (const side of [0, 1, 2]) model.classOf(agree, both, side);
        expect(model.classes.length).toBeLessThanOrEqual(model.maxClasses);
        expect(new Set(model.classes.map(({ key, action }) => `${key} ${action}`)).size).toBe(model.classes.length);
      }),
      { numRuns: 200 },
    );
  });

  it("keeps classes of one pattern apart where only some of their types may carry a link (R5)", () => {
    const types = typesByName(["NGGV", "sNGGV", "NGG", "sNGG", "GG"]);
    const classes = [
      {
        name: "name8-initial",
        place: "place-missing",
        side: "other-provider",
        action: "link",
        falseShare: 0.01,
      } as const,
    ];
    const model = prepare({ types, purposes: { NGG: "corroborate", sNGG: "corroborate" }, classes });
    const action = (agree: number): string => model.classes[model.classOf(agree, 0b1111, 0)].action;
    expect([action(0b1100), action(0b1110), action(0b1100)]).toEqual(["review", "link", "review"]);
  });

  it("takes no type for report as evidence", () => {
    const [types] = tables;
    const model = prepare({ types, purposes: { C: "report" }, classes: [] });
    expect(model.evidence.map((t) => types[t].name)).toEqual(["NGGV", "sNGGV", "NGG", "sNGG", "RGG"]);
  });

  it("refuses more types than it can look up", () => {
    const many = Array.from({ length: 12 }, (_, i) => ({ ...catalogue[3], name: `N${i}`, inputs: { name: i + 1 } }));
    expect(() => new EvidenceModel(defaultModel, many, 0, {})).toThrow(
      expect.objectContaining({ code: "TOO_MANY_TYPES" }),
    );
  });
});
