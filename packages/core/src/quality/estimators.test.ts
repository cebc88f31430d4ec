import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { Tally, type Cell, type Counts } from "./cells.ts";
import { falseByDecoys, falseByModel } from "./false-links.ts";
import { missedByCapture, missedByVariation } from "./missed-links.ts";

const nothing = new Tally(1).counts(0);
const counts = (some: Partial<Record<Cell, number>>): Counts => ({ ...nothing, ...some });
const share = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });
/** Large enough that the corrections for small counts do not show. */
const PAIRS = 1e9;

describe("of pairs that go exactly as assumed", () => {
  it("capture and recapture finds how many neither name nor place catches", () => {
    fc.assert(
      fc.property(share(0.5, 0.99), share(0.5, 0.99), share(0, 0.2), share(0, 0.2), (name, place, noName, noPlace) => {
        const full = PAIRS * (1 - noName - noPlace);
        const caught = {
          bothAgree: full * name * place,
          nameAgrees: full * name * (1 - place),
          placeAgrees: full * (1 - name) * place,
          nameAgreesPlaceMissing: PAIRS * noPlace * name,
          placeAgreesNameMissing: PAIRS * noName * place,
        };
        const linked = Object.values(caught).reduce((sum, pairs) => sum + pairs, 0);
        const waiting = linked * 0.1;
        const found = missedByCapture(counts({ ...caught, linked: linked - waiting, waiting }));
        expect(found / (PAIRS - linked + waiting)).toBeCloseTo(1, 5);
      }),
    );
  });

  it("variation finds what slips in birth date or sex hide, where they are corrected as slips in spelling are", () => {
    fc.assert(
      fc.property(share(0.001, 0.05), share(0.001, 0.05), share(0.05, 0.9), (spelling, birth, corrected) => {
        // Of pairs with a slip in spelling, some show it within one number, the others only between the two; of birth likewise.
        const seen = PAIRS * (1 - birth * (1 - corrected));
        const table = counts({
          linked: seen,
          bothAgree: seen,
          slipBetween: seen * spelling * (1 - corrected),
          slipWithin: seen * spelling * corrected,
          birthVaries: PAIRS * birth * corrected,
        });
        expect(missedByVariation(table, table) / (PAIRS - seen)).toBeCloseTo(1, 4);
      }),
    );
  });

  it("two witnesses find the false pairs that neither tells apart", () => {
    fc.assert(
      fc.property(share(0.05, 0.95), (knows) => {
        const toldApartByOne = PAIRS * 2 * knows * (1 - knows);
        const found = falseByDecoys(counts({ toldApartByOne, toldApartByBoth: PAIRS * knows * knows }));
        expect(found / (PAIRS * (1 - knows) ** 2)).toBeCloseTo(1, 5);
      }),
    );
  });
});

it("strangers with one name and one initial are estimated from those with another initial, at the odds this table shows", () => {
  const found = falseByDecoys(
    counts({ namesakesOtherInitial: 900, strangersSameInitial: 1e6, strangersOtherInitial: 9e6 }),
  );
  expect(found).toBeCloseTo(100, 1);
});

it("what hospitals told apart is taken off what the model expects, and a model that they refute is not believed", () => {
  const told = { expectedApart: 80 };
  expect(falseByModel(counts({ expectedFalse: 100, ...told }))).toBeCloseTo(20);
  expect(falseByModel(counts({ expectedFalse: 75, ...told }))).toBe(0);
  expect(falseByModel(counts({ expectedFalse: 40, ...told }))).toBeNaN();
});
