import { fingerprintOf } from "./fingerprint.ts";
import { openCases } from "./cases.ts";
import type { OpenTable } from "./open-table.ts";
import type { TableStatus } from "./results.ts";
import { withoutTerm } from "./terms.ts";

/** What is in the table. O(records), for the fingerprint. */
export async function statusOf(table: OpenTable): Promise<TableStatus> {
  const { store, setup } = table;
  const deliveries = store.deliveries();
  const count = (own: typeof deliveries): { deliveries: number; records: number } => ({
    deliveries: own.length,
    records: own.reduce((sum, { accepted }) => sum + accepted, 0),
  });
  const { fingerprint, persons, records } = await fingerprintOf(table);
  return {
    table: setup.table,
    registries: store.registries().map(({ id, name, types }) => ({
      name,
      types,
      ...count(deliveries.filter(({ registry }) => registry === id)),
    })),
    providers: store
      .providers()
      .map(({ id, name }) => ({ name, ...count(deliveries.filter(({ provider }) => provider === id)) })),
    model: table.model().version,
    method: table.model().method,
    linkedUnder: table.standingBasis().model.version,
    purposes: table.purposes(),
    runs: store.runs().length,
    deliveries: deliveries.length,
    records,
    localPatients: store.partitions().reduce((sum, { localPatients }) => sum + localPatients, 0),
    persons,
    cases: { open: openCases(store).length, decided: store.cases().filter(({ state }) => state === "decided").length },
    withoutTerm: withoutTerm(table),
    fingerprint,
  };
}
