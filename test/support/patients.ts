import { Stage1, typesByName, type PatientRecord } from "@koppel/pseudonym";

import type { Sheet } from "./delivery.ts";

/** The stage-1 key of all providers in tests. */
export const SOURCE_KEY = new Uint8Array(32).fill(5);

const NAMES = ["Jansen", "Jansma", "Bakker", "Bakkerij", "Visserman"];
const DATES = ["1961-05-05", "1987-11-30", "2001-02-03"];

/**
 * Made-up visits, few of everything, so that many are of one person, or nearly: what a provider's sheet for a registry says of them.
 *
 * @param first number of the first visit; the same number is the same patient anywhere
 */
export function sheet(
  registry: string,
  provider: string,
  typeNames: readonly string[],
  first: number,
  count: number,
): Sheet {
  const visits = Array.from({ length: count }, (_, i) => visitOf(first + i));
  return sheetOf(
    registry,
    provider,
    typeNames,
    visits.map((visit) => ({ ...visit, recordId: `${provider}-${visit.recordId}` })),
  );
}

/** What a provider's sheet for a registry says of visits. */
export function sheetOf(
  registry: string,
  provider: string,
  typeNames: readonly string[],
  visits: readonly PatientRecord[],
): Sheet {
  const stage1 = new Stage1({ types: typesByName(["MRN", ...typeNames]), key: SOURCE_KEY, provider });
  const records = visits.map((visit) => {
    const [mrn, ...values] = stage1.pseudonymise(visit).values;
    return { recordId: visit.recordId, mrn, date: visit.eventDate!, values };
  });
  return { registry, provider, types: typeNames, stage: "pre", records };
}

function visitOf(n: number): PatientRecord {
  const patient = (n * 7) % 60;
  return {
    recordId: `visit ${n}`,
    eventDate: `2024-01-${String(1 + (n % 28)).padStart(2, "0")}`,
    birthName: NAMES[patient % NAMES.length],
    birthDate: DATES[patient % DATES.length],
    sex: patient % 2 === 0 ? "V" : "M",
    ...(n % 11 === 0 ? {} : { mrn: `number-${patient}` }),
    ...(n % 13 === 0 ? {} : { givenNames: patient % 4 === 0 ? "Anna" : "Bart" }),
    ...(n % 5 === 0 ? {} : { postcode: `123${patient % 3} A${n % 17 === 0 ? "B" : "C"}`, houseNumber: "1" }),
  };
}
