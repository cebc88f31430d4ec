import * as fc from "fast-check";
import { expect, it } from "vitest";

import { PairCounter } from "../packages/core/src/calibration/counting.ts";
import { addCounts, type PairCounts } from "../packages/core/src/calibration/pair-counts.ts";
import { Comparison } from "../packages/core/src/linking/comparison.ts";
import { birthGroups, localPatients } from "../packages/core/src/linking/local-patients.ts";
import { EvidenceModel } from "../packages/core/src/model/evidence-model.ts";
import { permissiveModel } from "../packages/core/src/model/permissive-model.ts";
import { ANCHOR, toBlock } from "./reference/partitions.ts";
import { countPlainly } from "./reference/pair-counts.ts";
import { population, providers, table, type Table } from "./reference/population.ts";
import type { PlainRecord } from "./reference/record.ts";

const scene = table.chain((t) => fc.record({ table: fc.constant(t), records: population(t.types) }));

it("counts pairs, strangers, witnesses and decoys as one does who looks at every pair", () => {
  fc.assert(
    fc.property(scene, ({ table, records }) => {
      const model = permissiveModel({ ...table.model, placeholderLimit: 200 }, table.types);
      const setup = { ...table, model, anchor: ANCHOR, blocking: [] };
      const { varied, ...counted } = count(records, { ...table, model });
      const expected = countPlainly(records, setup, (provider) => providers.indexOf(provider));
      expect(inOrder(counted)).toEqual(inOrder(expected));
      const numbered = new Set(
        records.flatMap(({ provider, mrn, values }) =>
          mrn && values[ANCHOR] ? [`${provider} ${mrn} ${values[ANCHOR]}`] : [],
        ),
      );
      expect(varied.reduce((sum, { patients }) => sum + patients, 0)).toBe(numbered.size);
    }),
    { numRuns: 1500, seed: 20_270_101 },
  );
});

it("counts the same in parts", () => {
  fc.assert(
    fc.property(scene, ({ table, records }) => {
      const model = permissiveModel({ ...table.model, placeholderLimit: 200 }, table.types);
      const groups = [...Map.groupBy(records, ({ values }) => values[ANCHOR] ?? "").values()];
      const parts = groups.map((own) => count(own, { ...table, model }));
      expect(inOrder(addCounts(parts))).toEqual(inOrder(addCounts([count(records, { ...table, model })])));
    }),
    { numRuns: 300, seed: 1 },
  );
});

function count(records: readonly PlainRecord[], table: Table): PairCounts {
  const anchor = table.types.findIndex(({ name }) => name === ANCHOR);
  const model = new EvidenceModel(table.model, table.types, anchor, table.purposes);
  const counter = new PairCounter(
    model,
    model.evidence.map((type) => table.types[type]),
    providers.length,
  );
  const block = toBlock(records, table);
  const providerOf = Int32Array.from(providers, (_, i) => i);
  const patients = localPatients(block, birthGroups(block, anchor), block.present, providerOf);
  counter.add(new Comparison(block, block.present, patients, model));
  return counter.counts();
}

/** Counts in an order of their own, without classes that nothing agrees in. */
function inOrder<T extends Pick<PairCounts, "classes"> & { readonly providers: readonly unknown[] }>(counts: T): T {
  const sorted = <U>(items: readonly U[]): U[] =>
    items.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  const classes = counts.classes
    .filter(({ name, place }) => /\d/.test(name) || /\d/.test(place))
    .map(({ name, place, side, pairs }) => ({ name, place, side, pairs }));
  return { ...counts, classes: sorted(classes), providers: sorted(counts.providers) };
}
