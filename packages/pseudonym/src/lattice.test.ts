import { describe, expect, it } from "vitest";
import { implies, lattice } from "./lattice.ts";
import { catalogue, typesByName, type PseudonymType } from "./type.ts";

function rules(types: readonly PseudonymType[]): string[] {
  return lattice(types).map(
    ({ determinants, implied }) => `${determinants.map((type) => type.name).join("+")} ${implied.name}`,
  );
}

describe("lattice", () => {
  it("is that of DOMAIN section 2 for the catalogue", () => {
    const expected =
      "NGGV sNGGV; NGGV NGG; NGGV sNGG; NGGV GG; sNGGV sNGG; sNGGV GG; NGG sNGG; NGG GG; sNGG GG; " +
      "C RGG; C GG; RGG GG; sNGGV+NGG NGGV; GG+A C; GG+A RGG";
    expect(rules(catalogue).join("; ")).toBe(expected);
  });

  it("falls back on the weakest type that is there", () => {
    expect(rules(typesByName(["A", "sNGG", "NGG", "C"]))).toEqual(["NGG sNGG", "A+sNGG C"]);
  });

  it("places a new type by its inputs alone", () => {
    const own: PseudonymType = { name: "mNGG", inputs: { name: 6, date: 1, sex: 1 }, purpose: "individual" };
    const [ngg, sngg, gg] = typesByName(["NGG", "sNGG", "GG"]);
    expect([implies([ngg!], own), implies([own], sngg!), implies([own], gg!)]).toEqual([true, true, true]);
    expect(rules([gg!, { ...gg!, name: "GG2" }, own])).toEqual(["GG GG2", "GG2 GG", "mNGG GG", "mNGG GG2"]);
    expect([implies([own], ngg!), implies([sngg!], own), implies([], gg!)]).toEqual([false, false, false]);
  });

  it("refuses an unknown type and names the known ones", () => {
    expect(() => typesByName(["nggv"])).toThrow(expect.objectContaining({ code: "UNKNOWN_TYPE" }));
  });
});
