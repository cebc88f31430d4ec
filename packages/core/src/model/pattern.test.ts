import { catalogue, typesByName, type PseudonymType } from "@koppel/pseudonym";
import { describe, expect, it } from "vitest";

import { foldPattern, type Pattern } from "./pattern.ts";

type Row = readonly [level: string, agree: string, both: string];

const names: readonly Row[] = [
  ["name8+initial", "NGGV sNGGV NGG sNGG", "NGGV sNGGV NGG sNGG"],
  ["name8?initial", "NGG sNGG", "NGG sNGG"],
  ["name8-initial", "NGG sNGG", "NGGV sNGGV NGG sNGG"],
  ["name4+initial", "sNGGV sNGG", "NGGV sNGGV NGG sNGG"],
  ["name4?initial", "sNGG", "NGG sNGG"],
  ["name4-initial", "sNGG", "NGGV sNGGV NGG sNGG"],
  ["name-differs", "", "NGGV sNGGV NGG sNGG"],
  ["name-missing", "", ""],
];
const places: readonly Row[] = [
  ["place6", "C RGG", "C RGG"],
  ["place4", "RGG", "C RGG"],
  ["place-differs", "", "C RGG"],
  ["place-missing", "", ""],
];
const numbers: readonly Row[] = [
  ["number-same", "B", "B"],
  ["number-differs", "", "B"],
  ["number-missing", "", ""],
];
/** Birth group, address and patient number: no level depends on them. */
const idle: readonly string[] = ["", "GG", "GG A MRN"];

function fold(agree: string, both: string, types: readonly PseudonymType[] = catalogue): Pattern {
  const mask = (text: string): number =>
    text.split(" ").reduce((bits, name) => (name === "" ? bits : bits | (1 << indexOf(types, name))), 0);
  return foldPattern(types, mask(agree), mask(both));
}

function joined(...texts: readonly string[]): string {
  return texts.filter((text) => text !== "").join(" ");
}

function indexOf(types: readonly PseudonymType[], name: string): number {
  return types.indexOf(typesByName([name], types)[0]);
}

describe("a pattern", () => {
  it("has every combination of levels of the ten types", () => {
    for (const [name, nameAgree, nameBoth] of names)
      for (const [place, placeAgree, placeBoth] of places)
        for (const [number, numberAgree, numberBoth] of numbers)
          for (const other of idle) {
            const found = fold(
              joined(nameAgree, placeAgree, numberAgree, other),
              joined(nameBoth, placeBoth, numberBoth, other),
            );
            expect(found).toEqual({ name, place, number });
          }
  });

  it("holds the initial against two patients of several names, where it differs beside the longer one", () => {
    expect(fold("sNGGV NGG sNGG", "NGGV sNGGV NGG sNGG").name).toBe("name8-initial");
  });

  it("takes the initial from a type of fewer letters where the longer one is missing", () => {
    expect(fold("sNGGV NGG sNGG", "sNGGV NGG sNGG").name).toBe("name8+initial");
    expect(fold("NGG sNGG", "sNGGV NGG sNGG").name).toBe("name8-initial");
  });

  it("learns nothing about the initial from a longer name that differs", () => {
    expect(fold("sNGG", "NGGV NGG sNGG").name).toBe("name4?initial");
  });

  it("follows the inputs of types it was never told of", () => {
    const own: readonly PseudonymType[] = [
      { name: "mV", inputs: { name: 6, date: 1, sex: 1, initial: 1 }, purpose: "individual" },
      { name: "m", inputs: { name: 6, date: 1, sex: 1 }, purpose: "individual" },
      { name: "P5", inputs: { postcode: 5, date: 1 }, purpose: "corroborate" },
      { name: "both", inputs: { name: 3, postcode: 4, date: 1 }, purpose: "individual" },
      { name: "home", inputs: { postcode: 6, house: 1 }, purpose: "report" },
    ];
    expect(fold("mV m P5 both", "mV m P5 both home", own)).toMatchObject({ name: "name6+initial", place: "place5" });
    expect(fold("both", "mV m P5 both", own)).toMatchObject({ name: "name3?initial", place: "place4" });
    expect(fold("m home", "m home", own)).toMatchObject({ name: "name6?initial", place: "place-missing" });
  });
});
