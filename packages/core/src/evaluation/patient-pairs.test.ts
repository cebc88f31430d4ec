import * as fc from "fast-check";
import { expect, it } from "vitest";

import { pairsAcrossProviders } from "./patient-pairs.ts";

const patient = fc.record({
  person: fc.integer({ min: 0, max: 3 }),
  truth: fc.integer({ min: 0, max: 3 }),
  provider: fc.integer({ min: -1, max: 2 }),
});

it("leaves out the pairs whose two numbers one provider gave", () => {
  fc.assert(
    fc.property(fc.array(patient, { maxLength: 15, size: "max" }), (patients) => {
      const pairs = patients.flatMap((a, i) => patients.slice(i + 1).map((b) => [a, b] as const));
      const across = pairs.filter(([a, b]) => a.provider < 0 || b.provider < 0 || a.provider !== b.provider);
      const linked = across.filter(([a, b]) => a.person === b.person);
      expect(
        pairsAcrossProviders(
          patients.map(({ person }) => person),
          patients.map(({ truth }) => truth),
          patients.map(({ provider }) => provider),
        ),
      ).toEqual({
        true: across.filter(([a, b]) => a.truth === b.truth).length,
        linked: linked.length,
        correct: linked.filter(([a, b]) => a.truth === b.truth).length,
      });
    }),
    { numRuns: 1000 },
  );
});
