import { describe, expect, it } from "vitest";

import { BondIndex, contradicted, decidedBetween, verdictsAmong, verdictsOf, type Ruling } from "./decisions.ts";

/** The handle of a local patient: a letter. Some share the word that they are looked up by. */
const handle = (patient: string): string => "ab".repeat(15) + patient.charCodeAt(0).toString(16);

function ruling(id: number, verdict: Ruling["verdict"], ...parts: string[]): Ruling {
  return { id, verdict, parts: parts.map((part) => [...part].map(handle)) };
}

const words = (patient: string): Uint32Array =>
  new Uint32Array(Uint8Array.from(Buffer.from(handle(patient), "hex")).buffer);

describe("decisions", () => {
  it("are followed through: who is one with one, and two with another", () => {
    const index = new BondIndex(
      verdictsOf([ruling(1, "same", "a", "b"), ruling(2, "same", "bc"), ruling(3, "different", "c", "de")]),
    );
    const bond = (patient: string): number => index.bondOf(words(patient), 0);
    expect(bond("a")).toBe(bond("c"));
    expect(index.areApart(bond("a"), bond("e"))).toBe(true);
    expect(index.areApart(bond("d"), bond("a"))).toBe(true);
    expect(index.areApart(bond("d"), bond("e"))).toBe(false);
    expect(bond("x")).toBe(-1);
  });

  it("keep their bonds where only some of the local patients are looked at", () => {
    const all = verdictsOf([
      ruling(1, "same", "a", "b"),
      ruling(2, "different", "b", "c"),
      ruling(3, "different", "c", "d"),
    ]);
    const index = new BondIndex(verdictsAmong(all, [0, 2]));
    expect(index.areApart(index.bondOf(words("a"), 0), index.bondOf(words("c"), 0))).toBe(true);
    expect(index.bondOf(words("b"), 0)).toBe(-1);
    expect(verdictsAmong(all, [0, 2]).apart).toHaveLength(1);
  });

  it("that contradict a new one are named, and no others", () => {
    const standing = [
      ruling(1, "same", "a", "b"),
      ruling(2, "same", "b", "c"),
      ruling(3, "different", "c", "d"),
      ruling(4, "same", "x", "y"),
    ];
    expect(contradicted(standing, ruling(9, "different", "a", "c"))).toEqual([1, 2]);
    expect(contradicted(standing, ruling(9, "same", "a", "d"))).toEqual([3]);
    expect(contradicted(standing, ruling(9, "same", "ax", "b"))).toEqual([]);
    expect(contradicted(standing, ruling(9, "different", "ab", "xd"))).toEqual([]);
  });

  it("tell of two local patients what holds and by which of them", () => {
    const standing = [ruling(1, "same", "a", "b"), ruling(2, "different", "b", "c"), ruling(3, "same", "x", "y")];
    const between = (a: string, b: string): unknown => decidedBetween(standing, handle(a), handle(b));
    expect(between("b", "a")).toEqual({ verdict: "same", decisions: [1] });
    expect(between("a", "c")).toEqual({ verdict: "different", decisions: [2] });
    expect([between("a", "x"), between("a", "z"), between("z", "w")]).toEqual([null, null, null]);
  });
});
